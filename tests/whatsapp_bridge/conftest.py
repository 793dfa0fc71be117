import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from channels.testing import HttpCommunicator

from hub.conversations import services as conversations
from hub.conversations.models import Conversation, Delivery, Message
from hub.conversations.tasks import deliver_message
from hub.foundation.clock import now
from hub.people.models import Unit, User
from hub.people.services import create_worker
from tests.whatsapp_bridge.samples import NUMBER, PATH, SECRET, signed
from whatsapp_bridge import intake, services, tasks
from whatsapp_bridge.models import Connection

Post = Callable[..., Awaitable[int]]


@pytest.fixture
def unit(db: None) -> Unit:
    return Unit.objects.create(name="Aikuissosiaalityö")


@pytest.fixture
def connection(unit: Unit) -> Connection:
    return services.create_connection(
        name="demo",
        unit=unit,
        phone_number_id=NUMBER,
        token="test-token",
        app_secret=SECRET.decode(),
        verify_token="test-verify-token",
        base_url="https://graph.example.org",
        enabled=True,
    )


@pytest.fixture
def worker(unit: Unit) -> User:
    return create_worker(
        email="matti@example.org",
        password="demo",
        unit=unit,
        role="worker",
        title="social_instructor",
        first_name="Matti",
        last_name="Salainen",
    )


@pytest.fixture(autouse=True)
def nudges(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Recorded instead of published, here and in the room below."""
    recorded: list[dict[str, Any]] = []
    for task in (tasks.process_webhooks, deliver_message):
        monkeypatch.setattr(task, "delay", lambda **words: recorded.append(words))
    return recorded


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    """Posts through the whole ASGI application, as a server would."""
    from hub.asgi import application

    intake.gates.clear()
    intake.nudge.pending = False  # a nudge of an earlier test went with its loop

    async def post(
        content: bytes, *, headers: dict[bytes, bytes] | None = None, path: str = PATH
    ) -> int:
        length = {b"content-length": str(len(content)).encode()}
        found = length | (signed(content) if headers is None else headers)
        server = HttpCommunicator(application, "POST", path, content, list(found.items()))
        answer = await server.get_response(timeout=10)
        return int(answer["status"])

    yield post
    await intake.database.close()


@pytest.fixture
def sent(connection: Connection, worker: User) -> Callable[[], Delivery]:
    """A reply of Matti's that has been taken for sending."""
    contact = conversations.find_or_create_contact(
        unit=connection.unit, identities={"bsuid": "FI.1", "wa_id": "358401234567"}
    )
    conversations.name_worker(contact=contact, worker=worker, by=worker)

    def send() -> Delivery:
        conversations.receive_message(
            channel="whatsapp",
            unit=connection.unit,
            contact=contact,
            connection="demo",
            external_id=f"wamid.{uuid.uuid4().hex}",
            text="Hei",
            provider_at=now(),
        )
        thread = Conversation.objects.get(contact=contact)
        message: Message = conversations.send_reply(
            conversation=thread, by=worker, text="Nähdään huomenna", client_key=uuid.uuid4()
        )
        return Delivery.objects.get(message=message)

    return send
