"""The visitor's socket through the whole ASGI application."""

import json
import uuid
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.utils import translation

from chat import consumers, services
from chat.models import VisitorSession
from hub.conversations import services as conversations
from hub.conversations.models import Conversation, Message
from hub.people.models import User
from hub.privacy.masking import MASK
from tests.chat.wire import Connect

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def thread(visit: tuple[VisitorSession, str]) -> Conversation:
    return visit[0].conversation


@database_sync_to_async
def reply(thread: Conversation, by: User, text: str) -> None:
    thread.refresh_from_db()
    if thread.status == "waiting":
        conversations.take_conversation(conversation=thread, by=by)
    conversations.send_reply(conversation=thread, by=by, text=text, client_key=uuid.uuid4())


@database_sync_to_async
def note(thread: Conversation, by: User, text: str) -> None:
    conversations.add_note(conversation=thread, by=by, text=text, client_key=uuid.uuid4())


@database_sync_to_async
def count_messages() -> int:
    return Message.objects.count()


async def test_words_go_both_ways_in_order(
    connect: Connect, token: str, thread: Conversation, matti: User
) -> None:
    socket = await connect()
    joined = await socket.join(token)
    key = await socket.say("Hei")
    mine = await socket.next("message")
    await reply(thread, matti, "Hei, miten voin auttaa?")
    theirs = await socket.next("message")

    assert (joined["state"], joined["seq"]) == ("waiting", 0)
    assert (mine["seq"], mine["key"], mine["text"]) == (1, key, "Hei")
    assert (theirs["seq"], theirs["author"], theirs["name"]) == (
        2,
        "worker",
        "Sosiaaliohjaaja Matti",
    )
    assert "Salainen" not in json.dumps([mine, theirs, joined])


async def test_a_name_is_in_the_clients_language_whatever_the_worker_reads(
    connect: Connect, token: str, thread: Conversation, matti: User
) -> None:
    socket = await connect()
    await socket.join(token)
    with translation.override("en"):
        await reply(thread, matti, "Hei")

    assert (await socket.next("message"))["name"] == "Sosiaaliohjaaja Matti"


async def test_a_message_is_acknowledged_once_it_is_stored(
    connect: Connect, token: str
) -> None:
    socket = await connect()
    await socket.join(token)
    key = await socket.say("Hei")

    assert await socket.next("ack") == {"type": "ack", "key": key, "seq": 1}
    assert await count_messages() == 1


async def test_a_repeated_key_gets_the_first_place(connect: Connect, token: str) -> None:
    socket = await connect()
    await socket.join(token)
    key = await socket.say("Hei")
    first = await socket.next("ack")
    await socket.say("Hei", key)

    assert await socket.next("ack") == first
    assert await count_messages() == 1


async def test_who_comes_back_gets_what_they_missed(
    connect: Connect, token: str, thread: Conversation, matti: User
) -> None:
    first = await connect()
    await first.join(token)
    await first.say("Yksi")
    await first.next("ack")
    await first.disconnect()
    await reply(thread, matti, "Kaksi")
    await reply(thread, matti, "Kolme")

    second = await connect()
    joined = await second.join(token, after=1)
    missed = [await second.next("message") for _ in range(2)]

    assert joined["seq"] == 3
    assert [(line["seq"], line["text"]) for line in missed] == [(2, "Kaksi"), (3, "Kolme")]


async def test_two_windows_of_one_visitor_see_the_same(
    connect: Connect, token: str
) -> None:
    one, two = await connect(), await connect()
    await one.join(token)
    await two.join(token)
    await one.say("Hei")

    assert await one.next("message") == await two.next("message")


async def test_an_identity_code_comes_back_as_dots(connect: Connect, token: str) -> None:
    socket = await connect()
    await socket.join(token)
    await socket.say("010180-9015")
    frame = await socket.next("message")

    assert (frame["text"], frame["masked"]) == (MASK, ["personal_identity_code"])


async def test_a_note_between_workers_never_arrives(
    connect: Connect, token: str, thread: Conversation, matti: User
) -> None:
    socket = await connect()
    await socket.join(token)
    await reply(thread, matti, "Hetki")
    await note(thread, matti, "Vain meille")
    await reply(thread, matti, "Valmis")

    seen = [await socket.next("message") for _ in range(2)]
    again = await connect()
    await again.join(token)
    later = [await again.next("message") for _ in range(2)]

    assert (
        [line["text"] for line in seen]
        == ["Hetki", "Valmis"]
        == [line["text"] for line in later]
    )
    assert [line["seq"] for line in seen] == [1, 3]
    assert await again.receive_nothing(timeout=0.2)


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "{",
        "[]",
        "null",
        '"join"',
        "{}",
        '{"type": 1}',
        '{"type": "staff_event"}',
        '{"type": "x"}',
        "[" * 9000,
    ],
)
async def test_a_bad_frame_ends_the_socket(connect: Connect, token: str, text: str) -> None:
    socket = await connect()
    await socket.send_to(text_data=text)

    assert await socket.closing_code() == 4400


async def test_bytes_end_the_socket(connect: Connect, token: str) -> None:
    socket = await connect()
    await socket.send_to(bytes_data=b'{"type": "ping"}')

    assert await socket.closing_code() == 4400


async def test_an_oversize_frame_ends_the_socket(connect: Connect, token: str) -> None:
    socket = await connect()
    await socket.send(type="message", key=str(uuid.uuid4()), text="x" * 17_000)

    assert await socket.closing_code() == 4400


@pytest.mark.parametrize(
    "token", ["", "x" * 43, "ä" * 43, "x" * 5000, None, 7, ["x"], "a\x00" * 20]
)
async def test_a_wrong_token_ends_the_socket(connect: Connect, token: Any) -> None:
    socket = await connect()
    await socket.send(type="join", token=token)

    assert await socket.closing_code() == 4401


@pytest.mark.parametrize("after", [-1, "1", 1.5, None, 2**31])
async def test_a_wrong_place_ends_the_socket(
    connect: Connect, token: str, after: Any
) -> None:
    socket = await connect()
    await socket.send(type="join", token=token, after=after)

    assert await socket.closing_code() == 4400


async def test_a_message_before_joining_ends_the_socket(
    connect: Connect, token: str
) -> None:
    socket = await connect()
    await socket.say("Hei")

    assert await socket.closing_code() == 4401
    assert await count_messages() == 0


async def test_who_does_not_join_in_time_is_let_go(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "JOIN_WITHIN", 0.05)
    socket = await connect()

    assert await socket.closing_code() == 4408


async def test_a_flood_ends_the_socket(connect: Connect, token: str) -> None:
    socket = await connect()
    for _ in range(60):
        await socket.send(type="ping")

    assert await socket.closing_code() == 4429


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"key": str(uuid.UUID(int=1)), "text": "x" * 2001}, "too_long"),
        ({"key": str(uuid.UUID(int=1)), "text": "a\x00b"}, "bad_frame"),
        ({"key": str(uuid.UUID(int=1)), "text": "\ud800"}, "bad_frame"),
        ({"key": str(uuid.UUID(int=1)), "text": "  "}, "bad_frame"),
        ({"key": str(uuid.UUID(int=1)), "text": 7}, "bad_frame"),
        ({"key": "nothing", "text": "Hei"}, "bad_frame"),
        ({"key": 7, "text": "Hei"}, "bad_frame"),
        ({"text": "Hei"}, "bad_frame"),
    ],
)
async def test_a_message_that_cannot_be_sent_is_told_and_the_socket_stays(
    connect: Connect, token: str, frame: dict[str, Any], code: str
) -> None:
    socket = await connect()
    await socket.join(token)
    await socket.send(type="message", **frame)
    error = await socket.next("error")
    await socket.say("Toimii yhä")

    assert error["code"] == code
    assert (await socket.next("ack"))["seq"] == 1


async def test_the_quick_exit_ends_every_window_of_the_visit(
    connect: Connect, token: str, visit: tuple[VisitorSession, str]
) -> None:
    windows = [await connect(), await connect()]
    for window in windows:
        await window.join(token)

    await database_sync_to_async(services.vanish)(session=visit[0])

    assert [await window.closing_code() for window in windows] == [4401, 4401]


async def test_nothing_is_taken_after_leaving(connect: Connect, token: str) -> None:
    socket = await connect()
    await socket.join(token)
    await socket.send(type="leave")
    state = await socket.next("state")
    await socket.say("Hei")

    assert state["state"] == "closed"
    assert (await socket.next("error"))["code"] == "gone"


async def test_a_lost_push_shows_in_the_pulse(connect: Connect, token: str) -> None:
    socket = await connect()
    await socket.join(token)
    await socket.say("Hei")
    await socket.next("ack")
    await socket.send(type="ping")

    assert await socket.next("pong") == {"type": "pong", "seq": 1}


async def test_a_page_of_the_old_token_ends_when_its_visitor_comes_back_elsewhere(
    connect: Connect, visit: tuple[VisitorSession, str]
) -> None:
    code = await database_sync_to_async(services.issue_code)(session=visit[0])
    socket = await connect()
    await socket.join(visit[1])

    await database_sync_to_async(services.come_back)(code=code)

    assert await socket.closing_code() == 4401


async def test_two_tabs_of_one_conversation_read_and_write_the_same(
    connect: Connect, token: str
) -> None:
    tabs = [await connect(), await connect()]
    for tab in tabs:
        await tab.join(token)

    for number, tab in enumerate(tabs):
        await tab.say(f"Hei {number}")
        read = [await each.next("message") for each in tabs]
        assert [(line["seq"], line["text"]) for line in read] == [
            (number + 1, f"Hei {number}")
        ] * 2
