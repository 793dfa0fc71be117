"""The socket of who plays the client: signed in, and on its own side of the wall."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from channels.db import database_sync_to_async
from django.conf import settings as django_settings
from django.test import Client

from chat import services as chat
from chat.models import VisitorSession
from hub.conversations import services as conversations
from hub.conversations.models import Conversation
from hub.hours.models import Opening
from hub.people.models import User
from tests.chat.wire import ORIGIN, Socket

pytestmark = pytest.mark.django_db(transaction=True)
Opens = Callable[..., Awaitable[tuple[Socket, bool]]]


@database_sync_to_async
def cookie_of(user: User) -> bytes:
    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}".encode()


@database_sync_to_async
def answered(conversation: Conversation, by: User) -> None:
    conversations.take_conversation(conversation=conversation, by=by)
    conversations.send_reply(
        conversation=conversation, by=by, text="Hei!", client_key=uuid.uuid4()
    )


@pytest.fixture
def played(practice: Opening, leena: User) -> tuple[VisitorSession, str]:
    return chat.enter_practice(opening=practice, by=leena, language="fi")


@pytest.fixture
async def opens() -> AsyncIterator[Opens]:
    from hub.asgi import application

    made: list[Socket] = []

    async def opens(path: str, user: User | None = None) -> tuple[Socket, bool]:
        headers = [(b"origin", ORIGIN), (b"host", b"localhost")]
        if user:
            headers.append((b"cookie", await cookie_of(user)))
        socket = Socket(application, path, headers=headers)
        accepted, _ = await socket.connect(timeout=5)
        if accepted:
            made.append(socket)
        return socket, accepted

    yield opens
    for socket in made:
        if not socket.future.done():
            await socket.disconnect()


async def test_words_go_both_ways_in_practice(
    opens: Opens, leena: User, paula: User, played: tuple[VisitorSession, str]
) -> None:
    socket, accepted = await opens("/ws/practice/", leena)
    assert accepted
    await socket.join(played[1])

    key = await socket.say("Hei")
    assert (await socket.next("ack"))["key"] == key
    await answered(played[0].conversation, paula)
    await socket.next("state")

    frame = await socket.next("message")
    while frame["author"] != "worker":
        frame = await socket.next("message")
    assert (frame["text"], frame["name"]) == ("Hei!", "Palvelusihteeri Paula")


@pytest.mark.parametrize("who", [None, "otto"])
async def test_only_those_who_practise_have_it(
    request: pytest.FixtureRequest, opens: Opens, db: None, who: str | None, otto: User
) -> None:
    _socket, accepted = await opens("/ws/practice/", otto if who else None)

    assert not accepted


async def test_a_clients_token_opens_nothing_there_and_practices_nothing_here(
    opens: Opens,
    leena: User,
    visit: tuple[VisitorSession, str],
    played: tuple[VisitorSession, str],
) -> None:
    for path, token in (("/ws/practice/", visit[1]), ("/ws/chat/", played[1])):
        socket, _ = await opens(path, leena)
        await socket.send(type="join", token=token, after=0)

        assert await socket.closing_code() == 4401
