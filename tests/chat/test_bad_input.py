"""What is too much, broken, forged or sent twice ends in clear words, and costs nobody a promised message."""

import uuid
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.test import Client

from chat import services
from chat.models import VisitorSession
from hub.conversations.models import Conversation, Message
from hub.conversations.selectors import thread_lines
from hub.people.models import User
from tests.cast import SignIn
from tests.chat.test_socket import count_messages
from tests.chat.wire import Connect, Socket

pytestmark = pytest.mark.django_db(transaction=True)
MEGABYTE = "Päivä €😀 " * 62_500
TOO_LONG = {
    "": "Viesti on liian pitkä", "sv/": "Meddelandet är för långt", "en/": "The message is too long",
    "selko/": "Viesti on liian pitkä",
}  # fmt: skip
LETTERS = "שלום \u200fעולם – مرحبا بالعالم 👩‍👩‍👧‍👦 🇫🇮 e\u0301 Ђ\n\tÅland"


async def a_megabyte(socket: Socket) -> None:
    await socket.say(MEGABYTE)


async def mere_bytes(socket: Socket) -> None:
    await socket.send_to(bytes_data=b"\x00" * 1000)


async def half_a_frame(socket: Socket) -> None:
    await socket.send_to(text_data='{"type": "message", "text"')


async def a_flood(socket: Socket) -> None:
    for _ in range(60):
        await socket.send(type="ping")


@pytest.mark.parametrize(
    ("act", "code"),
    [(a_megabyte, 4400), (mere_bytes, 4400), (half_a_frame, 4400), (a_flood, 4429)],
)
async def test_who_was_let_go_comes_back_to_all_that_was_promised(
    connect: Connect, token: str, act: Any, code: int
) -> None:
    first = await connect()
    await first.join(token)
    key = await first.say("Tämä on perillä")
    promised = await first.next("ack")
    await act(first)
    assert await first.closing_code() == code

    second = await connect()
    await second.join(token)

    assert (await second.next("message"))["text"] == "Tämä on perillä"
    await second.say("Tämä on perillä", key)
    assert await second.next("ack") == promised
    assert await count_messages() == 1


@pytest.mark.parametrize("language", TOO_LONG)
async def test_the_socket_tells_it_in_the_language_of_the_conversation(
    connect: Connect, pair: list[User], language: str
) -> None:
    _session, token = await database_sync_to_async(services.start_visit)(
        language=language.rstrip("/") or "fi"
    )
    socket = await connect()
    await socket.join(token)
    key = await socket.say("x" * 2001)

    error = await socket.next("error")

    assert (error["code"], error["key"]) == ("too_long", key)
    assert error["text"].startswith(TOO_LONG[language])


@pytest.mark.parametrize("language", TOO_LONG)
def test_a_megabyte_by_post_is_refused_in_the_visitors_language_and_kept(
    client: Client, token: str, language: str
) -> None:
    form = {"token": token, "text": MEGABYTE}

    page = client.post(f"/{language}chat/messages/", form)
    coded = client.post(
        f"/{language}chat/messages/", form, headers={"Accept": "application/json"}
    )

    assert len(MEGABYTE.encode()) >= 1_000_000
    assert (page.status_code, page.context["draft"]) == (409, MEGABYTE)
    assert f">{MEGABYTE}</textarea>" in page.content.decode()
    assert TOO_LONG[language] in page.content.decode()
    assert (coded.status_code, coded.json()["code"]) == (409, "too_long")
    assert coded.json()["text"].startswith(TOO_LONG[language])
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("chat/start/", "liikaa kerralla"),
        ("chat/messages/list/", "liikaa kerralla"),
        ("chat/leave/", "liikaa kerralla"),
        ("chat/messages/", "liikaa kerralla"),
        ("sv/chat/messages/", "för mycket på en gång"),
        ("en/chat/messages/", "too much at once"),
        ("selko/chat/messages/", "liikaa tekstiä"),
    ],
)
def test_more_than_the_hub_takes_is_told_on_a_page(
    client: Client, token: str, path: str, told: str
) -> None:
    answer = client.post(f"/{path}", {"token": token, "text": "x" * 5_000_000})

    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert Conversation.objects.get().client_left_at is None


@pytest.mark.parametrize("act", ["leave", "exit"])
def test_leaving_twice_is_leaving_once(client: Client, token: str, act: str) -> None:
    client.post("/chat/messages/", {"token": token, "text": "Hei"})

    first = client.post(f"/chat/{act}/", {"token": token}).status_code
    left_at = Conversation.objects.get().client_left_at
    again = client.post(f"/chat/{act}/", {"token": token}).status_code

    assert first == again
    assert left_at == Conversation.objects.get().client_left_at
    assert [line.text for line in thread_lines(Conversation.objects.get())] == ["Hei"]


def test_the_start_form_sent_again_after_the_end_begins_nothing_new(
    client: Client, pair: list[User]
) -> None:
    form = {"key": "k" * 43}
    client.post("/chat/start/", form)
    started = client.post("/chat/start/", form, headers={"Accept": "application/json"})
    client.post("/chat/leave/", {"token": started.json()["token"]})

    page = client.post("/chat/start/", form)

    assert page.status_code == 409
    assert "keskustelu on päättynyt" in page.content.decode()
    assert Conversation.objects.count() == 1


async def test_every_letter_goes_by_socket_as_it_was_written(
    connect: Connect, token: str
) -> None:
    one, other = await connect(), await connect()
    await one.join(token)
    await other.join(token)

    await one.say(LETTERS)

    assert (await other.next("message"))["text"] == LETTERS


def test_every_letter_stands_on_both_sides_pages_as_it_was_written(
    client: Client, visit: tuple[VisitorSession, str], matti: User, sign_in: SignIn
) -> None:
    form = {"token": visit[1], "text": LETTERS, "key": str(uuid.uuid4())}

    mine = client.post("/chat/messages/", form).content.decode()
    theirs = sign_in(matti).get(f"/staff/c/{visit[0].conversation.public_id}/")

    assert [line.text for line in thread_lines(visit[0].conversation)] == [LETTERS]
    assert LETTERS in mine
    assert LETTERS in theirs.content.decode()
