"""A visitor in a library, whom Maija would have banned."""

import uuid

import pytest

from chat import services
from chat.models import Ban, VisitorSession
from hub.conversations import services as conversations
from hub.people.models import Unit, User
from tests.cast import person
from tests.chat.bans.visitor import LIBRARY, propose


@pytest.fixture
def token(pair: list[User]) -> str:
    """Of a visitor in a library, who has written and is answered by Maija."""
    session, token = services.start_visit(language="fi", address=LIBRARY)
    thread = session.conversation
    services.post_message(conversation_id=thread.pk, text="Hei", client_key=uuid.uuid4())
    conversations.take_conversation(conversation=thread, by=pair[0])
    return token


@pytest.fixture
def session(token: str) -> VisitorSession:
    return VisitorSession.objects.select_related("conversation", "opening").get()


@pytest.fixture
def proposed(session: VisitorSession, maija: User) -> Ban:
    return propose(session, maija)


@pytest.fixture
def paula(unit: Unit) -> User:
    return person(unit, "Paula", "worker", "service_secretary")
