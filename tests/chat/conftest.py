from collections.abc import AsyncIterator

import pytest

from chat import services as chat
from chat.models import VisitorSession
from hub.conversations import services as conversations
from hub.conversations.models import Conversation
from hub.hours.models import Opening
from hub.people.models import Unit, User
from tests.chat.asking import KEY, TEXT, reply
from tests.chat.shifts import shift
from tests.chat.wire import ORIGIN, Connect, Socket


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    # Not above: it names the settings, and xdist's workers inherit that name (see tests/conftest.py).
    from hub.asgi import application

    made: list[Socket] = []

    async def connect(origin: bytes = ORIGIN, path: str = "/ws/chat/") -> Socket:
        socket = Socket(
            application, path, headers=[(b"origin", origin), (b"host", b"localhost")]
        )
        accepted, _ = await socket.connect()
        assert accepted
        made.append(socket)
        return socket

    yield connect
    for socket in made:
        await socket.disconnect()


@pytest.fixture
def token(visit: tuple[VisitorSession, str]) -> str:
    return visit[1]


@pytest.fixture
def coming(unit: Unit) -> Opening:
    return shift(unit)


@pytest.fixture
def asked(coming: Opening) -> chat.Question:
    return chat.leave_question(text=TEXT, language="fi", key=KEY)


@pytest.fixture
def thread(asked: chat.Question) -> Conversation:
    return asked.session.conversation


@pytest.fixture
def answered(thread: Conversation, matti: User) -> Conversation:
    conversations.take_conversation(conversation=thread, by=matti)
    reply(thread, matti)
    return thread
