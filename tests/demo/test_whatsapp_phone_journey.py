"""From a phone to the hub and back, each side's own code on both ends of the wire."""

import time
import uuid
from pathlib import Path

import pytest
from channels.db import database_sync_to_async

from demo.whatsapp_phone import webhooks
from demo.whatsapp_phone.app import application
from demo.whatsapp_phone.options import Options
from demo.whatsapp_phone.store import Store
from hub.conversations import delivery as sending
from hub.conversations import services as conversations
from hub.conversations.models import Conversation, Delivery
from hub.people.models import User
from tests.demo.wire import client_of
from tests.whatsapp_bridge.conftest import (  # noqa: F401 - fixtures of the room
    Post,
    connection,
    nudges,
    post,
    unit,
    worker,
)
from whatsapp_bridge import client, ingest
from whatsapp_bridge.models import Connection

OPTIONS = Options(
    webhook_url="", token="test-token", app_secret="test-app-secret", tick_seconds=0.1
)


@pytest.mark.django_db(transaction=True)
async def test_a_message_reaches_the_worker_and_the_ticks_come_back(
    post: Post,  # noqa: F811
    connection: Connection,  # noqa: F811
    worker: User,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "phones.sqlite3"
    phones, store = client_of(application(path, OPTIONS)), Store(path)
    monkeypatch.setattr(client, "session", lambda: phones)
    await database_sync_to_async(Connection.objects.update)(base_url="http://testserver")

    async def carry() -> None:
        for webhook in store.due(time.time() + 60):
            signed = webhooks.signature(OPTIONS, webhook.body).encode()
            assert await post(webhook.body, headers={b"x-hub-signature-256": signed}) == 200
            store.arrived(webhook)
        await database_sync_to_async(ingest.run)()

    @database_sync_to_async
    def answer() -> None:
        thread = conversations.take_conversation(
            conversation=Conversation.objects.get(), by=worker
        )
        conversations.send_reply(
            conversation=thread, by=worker, text="Tervetuloa", client_key=uuid.uuid4()
        )
        sending.deliver(delivery_id=Delivery.objects.get().pk)

    phones.post("/phones/kim/messages/", data={"text": "Onko aikaa?"})
    await carry()
    await answer()
    assert "Matti:\nTervetuloa" in phones.get("/phones/kim/").text
    await carry()

    delivery = await database_sync_to_async(Delivery.objects.get)()
    assert delivery.status == "read"
    phones.close()
