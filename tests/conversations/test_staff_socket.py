"""The console's socket: hints for the unit, words only of the thread in view."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from unittest.mock import Mock

import pytest
from channels.db import database_sync_to_async
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client

from hub.asgi import application
from hub.conversations import consumers, services
from hub.conversations.models import Conversation
from hub.foundation.clock import now
from hub.foundation.metrics import SOCKETS
from hub.people import presence
from hub.people.models import Unit, User
from hub.privacy.models import AccessEntry
from tests.chat import wire

pytestmark = pytest.mark.django_db(transaction=True)


class Socket(wire.Socket):
    async def words(self) -> dict[str, Any]:
        """The next frame with a text: a hint that something was said is a `message` too."""
        while "text" not in (frame := await self.next("message")):
            pass
        return frame


Connect = Callable[[User], Awaitable[tuple[Socket, bool]]]


@database_sync_to_async
def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    made: list[Socket] = []

    async def connect(user: User) -> tuple[Socket, bool]:
        name = django_settings.SESSION_COOKIE_NAME
        cookie = f"{name}={(await signed_in(user)).cookies[name].value}".encode()
        headers = [
            (b"origin", b"http://localhost"),
            (b"host", b"localhost"),
            (b"cookie", cookie),
        ]
        socket = Socket(application, "/ws/staff/", headers=headers)
        accepted, _ = await socket.connect(timeout=5)
        if accepted:
            made.append(socket)
        return socket, accepted

    yield connect
    for socket in made:
        if not socket.future.done():
            await socket.disconnect()


@database_sync_to_async
def say(thread: Conversation, text: str) -> None:
    services.post_client_message(
        conversation_id=thread.pk, text=text, client_key=uuid.uuid4()
    )


@database_sync_to_async
def note(thread: Conversation, by: User, text: str) -> None:
    services.add_note(conversation=thread, by=by, text=text, client_key=uuid.uuid4())


@pytest.mark.parametrize(
    ("who", "enters"), [("maija", True), ("leena", True), ("aino", False), ("otto", False)]
)
async def test_the_console_listens_for_those_it_is_for(
    people: dict[str, User], connect: Connect, who: str, enters: bool
) -> None:
    _, accepted = await connect(people[who])

    assert accepted is enters


async def test_a_password_alone_opens_no_socket(
    people: dict[str, User], connect: Connect, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True

    _, accepted = await connect(people["maija"])

    assert not accepted


async def test_the_thread_in_view_brings_its_words_and_notes(
    connect: Connect, running: Conversation, matti: User
) -> None:
    socket, _ = await connect(matti)
    await say(running, "Yksi")
    await socket.send(type="view", conversation=str(running.public_id), after=0)
    first = await socket.words()
    await say(running, "Kaksi")
    second = await socket.words()
    await note(running, matti, "Muistio")
    third = await socket.words()

    told = [(line["seq"], line["text"], line["kind"]) for line in (first, second, third)]
    assert told == [(1, "Yksi", "text"), (2, "Kaksi", "text"), (3, "Muistio", "note")]


async def test_a_hint_says_which_thread_and_not_a_word_of_it(
    connect: Connect, running: Conversation, maija: User
) -> None:
    socket, _ = await connect(maija)
    await say(running, "kanarialintu")
    hint = await socket.next("message")

    assert hint["conversation"] == str(running.public_id)
    assert "kanarialintu" not in json.dumps(hint)


@pytest.mark.parametrize(("who", "reads"), [("matti", True), ("maija", False)])
async def test_only_the_eyes_of_its_worker_make_a_thread_read(
    connect: Connect, running: Conversation, maija: User, matti: User, who: str, reads: bool
) -> None:
    socket, _ = await connect({"maija": maija, "matti": matti}[who])
    await say(running, "Yksi")
    await socket.send(type="view", conversation=str(running.public_id), after=0)
    await socket.words()

    for seq in ("1", None, 2, 10**30, 1):
        await socket.send(type="read", seq=seq)
    await socket.send(type="ping")

    frames = []
    while (frame := await socket.receive_json_from(timeout=5))["type"] != "pong":
        frames.append(frame["type"])
    await database_sync_to_async(running.refresh_from_db)()
    assert (frames.count("inbox"), running.is_new) == (int(reads), not reads)


async def test_what_was_not_in_view_is_not_read(
    connect: Connect, running: Conversation, matti: User
) -> None:
    socket, _ = await connect(matti)
    await say(running, "Yksi")
    await socket.send(type="read", seq=1)
    await socket.send(type="ping")
    await socket.next("pong")

    await database_sync_to_async(running.refresh_from_db)()
    assert running.is_new


async def test_following_a_thread_is_in_the_access_log(
    connect: Connect, running: Conversation, leena: User
) -> None:
    socket, _ = await connect(leena)
    await socket.send(type="view", conversation=str(running.public_id), after=0)
    await socket.send(type="ping")
    await socket.next("pong")

    entry = await database_sync_to_async(AccessEntry.objects.latest)("pk")
    assert (entry.action, entry.actor_id) == ("follow", leena.pk)


async def test_eero_hears_nothing_of_ours(
    connect: Connect, running: Conversation, eero: User
) -> None:
    socket, _ = await connect(eero)
    await socket.send(type="view", conversation=str(running.public_id), after=0)
    answer = await socket.next("gone")
    await say(running, "Hei")

    assert answer == {"type": "gone"}
    while not await socket.receive_nothing(timeout=0.3):  # his own unit's presence at most
        assert (await socket.receive_json_from())["type"] == "presence"


@pytest.mark.parametrize("wanted", ["", "x", None, 7, str(uuid.UUID(int=7))])
async def test_an_unknown_thread_is_gone(
    connect: Connect, matti: User, wanted: Any
) -> None:
    socket, _ = await connect(matti)
    await socket.send(type="view", conversation=wanted)

    assert await socket.next("gone") == {"type": "gone"}


@pytest.mark.parametrize(
    "frame",
    [
        {"text_data": "{"},
        {"text_data": '{"type": "staff_event"}'},
        {"text_data": '{"type": "view", "conversation": "' + "x" * 17_000 + '"}'},
        {"bytes_data": b'{"type": "ping"}'},
    ],
    ids=["half", "unknown", "oversize", "binary"],
)
async def test_a_bad_frame_ends_the_socket_and_the_console_comes_back(
    connect: Connect, running: Conversation, matti: User, frame: dict[str, Any]
) -> None:
    socket, _ = await connect(matti)
    await say(running, "Hei")
    await socket.send_to(**frame)
    assert await socket.closing_code() == 4400

    again, _ = await connect(matti)
    await again.send(type="view", conversation=str(running.public_id), after=0)

    assert (await again.words())["text"] == "Hei"


async def test_who_may_no_longer_work_here_is_let_go(
    connect: Connect, matti: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "BEAT_SECONDS", 0.05)
    socket, _ = await connect(matti)
    await database_sync_to_async(User.objects.filter(pk=matti.pk).update)(is_active=False)

    assert await socket.closing_code() == consumers.FORBIDDEN


async def test_an_expired_session_is_let_go(
    connect: Connect, matti: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "BEAT_SECONDS", 0.05)
    socket, _ = await connect(matti)
    await database_sync_to_async(Session.objects.update)(expire_date=now())

    assert await socket.closing_code() == consumers.FORBIDDEN


async def test_a_session_of_an_old_password_is_let_go(
    connect: Connect, matti: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "BEAT_SECONDS", 0.05)
    socket, _ = await connect(matti)
    matti.set_password("another long word of theirs")
    await database_sync_to_async(matti.save)()

    assert await socket.closing_code() == consumers.FORBIDDEN


async def test_who_moves_to_another_unit_hears_the_old_one_no_more(
    connect: Connect, matti: User, other_unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "BEAT_SECONDS", 0.05)
    socket, _ = await connect(matti)
    await database_sync_to_async(User.objects.update)(unit=other_unit)

    assert await socket.closing_code() == consumers.COME_AGAIN


async def test_an_outage_ends_no_heartbeat(
    connect: Connect, matti: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "BEAT_SECONDS", 0.05)
    await connect(matti)
    with monkeypatch.context() as outage:
        outage.setattr(consumers.people, "listeners", Mock(side_effect=OperationalError))
        await asyncio.sleep(0.3)
    beaten = asyncio.Event()
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(
        consumers.people,
        "be_here",
        lambda user_ids: user_ids and loop.call_soon_threadsafe(beaten.set),
    )

    await asyncio.wait_for(beaten.wait(), 5)


async def test_a_socket_that_fell_leaves_no_worker_behind(
    connect: Connect, matti: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(consumers.StaffSocket, "on_ping", Mock(side_effect=LookupError))
    before = SOCKETS.labels("staff")._value.get()
    socket, _ = await connect(matti)
    await socket.send(type="ping")
    with pytest.raises(LookupError):
        await socket.receive_output(timeout=5)
    presence.forget(matti.pk)
    await asyncio.sleep(0.3)

    assert presence.online([matti.pk]) == set()
    assert SOCKETS.labels("staff")._value.get() == before


@pytest.fixture
def people(maija: User, leena: User, aino: User, otto: User) -> dict[str, User]:
    return {"maija": maija, "leena": leena, "aino": aino, "otto": otto}


async def test_who_writes_a_reply_is_told_to_others_by_the_name_the_client_knows(
    connect: Connect, running: Conversation, maija: User, matti: User
) -> None:
    colleague, _ = await connect(maija)
    socket, _ = await connect(matti)
    for follower in (colleague, socket):
        await follower.send(type="view", conversation=str(running.public_id), after=0)
        await say(running, "Hei")
        await follower.words()

    for _ in range(3):
        await socket.send(type="typing")

    told = await colleague.next("typing")
    assert told == {"type": "typing", "name": "Sosiaaliohjaaja Matti"}
    await say(running, "Vielä")
    after = [(await colleague.receive_json_from(timeout=5))["type"] for _ in range(2)]
    assert "typing" not in after


@pytest.mark.parametrize("status", ["waiting", "closed"])
async def test_nobody_is_said_to_write_where_nobody_may(
    connect: Connect, running: Conversation, maija: User, matti: User, status: str
) -> None:
    colleague, _ = await connect(maija)
    socket, _ = await connect(matti)
    for follower in (colleague, socket):
        await follower.send(type="view", conversation=str(running.public_id), after=0)
        await say(running, "Hei")
        await follower.words()
    rows = Conversation.objects.filter(pk=running.pk)
    await database_sync_to_async(rows.update)(status=status, closed_at=running.created_at)

    await socket.send(type="typing")

    while not await colleague.receive_nothing(timeout=0.3):
        assert (await colleague.receive_json_from())["type"] != "typing"
