import uuid
from collections.abc import AsyncIterator

import pytest

from chat import services as chat
from chat.models import VisitorSession
from hub.conversations import services as conversations
from hub.conversations.models import Conversation
from hub.hours.models import Opening
from hub.people.models import Unit, User
from tests.cast import person
from tests.chat.asking import KEY, TEXT, reply
from tests.chat.shifts import shift
from tests.chat.trainees import practice_of
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
def paula(unit: Unit) -> User:
    return person(unit, "Paula", "worker", "service_secretary")


@pytest.fixture
def practice(unit: Unit, paula: User, leena: User) -> Opening:
    return practice_of(unit, paula, by=leena)


@pytest.fixture
def rehearsed(practice: Opening, leena: User) -> Conversation:
    """Leena plays a client who waits."""
    session, _token = chat.enter_practice(opening=practice, by=leena, language="fi")
    chat.post_message(
        conversation_id=session.conversation_id, text="Hei", client_key=uuid.uuid4()
    )
    session.conversation.refresh_from_db()
    return session.conversation


@pytest.fixture
def ended(rehearsed: Conversation, paula: User) -> Conversation:
    """Paula has answered and decided to record it."""
    conversations.take_conversation(conversation=rehearsed, by=paula)
    conversations.send_reply(
        conversation=rehearsed, by=paula, text="Hei!", client_key=uuid.uuid4()
    )
    return conversations.close_conversation(
        conversation=rehearsed, by=paula, decision="recorded"
    )


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
