"""Every Celery worker dies with work in its hands; others are started, and the sweeps go on."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.db import connection as database
from django.db import transaction

from hub.conversations.models import Contact, Conversation, Delivery, Message
from hub.conversations.tasks import deliver_message, sweep_deliveries
from hub.foundation.clock import now
from hub.records.models import Export
from hub.records.tasks import deliver_export, sweep_exports
from tests.embedded.test_engines import eventually
from tests.processes.outside import Outside
from tests.processes.people import Visitor, Worker
from tests.processes.stack import WORKERS, Stack
from tests.whatsapp_bridge.samples import body, signed, text, value
from whatsapp_bridge.models import Connection, WebhookBody
from whatsapp_bridge.tasks import process_webhooks

pytestmark = pytest.mark.django_db(transaction=True)


def test_work_in_the_hands_of_dead_workers_is_neither_lost_nor_done_twice(
    stack: Stack,
    visitor: Visitor,
    desk: list[Worker],
    connection: Connection,
    whatsapp_thread: Conversation,
    outside: Outside,
) -> None:
    with outside.hold(), somebody_else_has(whatsapp_thread.contact):
        record(visitor, desk[1])
        desk[1].reply(whatsapp_thread, "Nähdään huomenna")
        hear(stack, connection, "wamid.in-their-hands")
        assert eventually(lambda: in_hands() == ("sending", "sent", 1))
        assert eventually(lambda: bool(outside.replies and outside.packages))
        stack.kill(*WORKERS)
    hear(stack, connection, "wamid.nobody-there")

    long_ago = now() - timedelta(minutes=5)
    for rows in (Delivery, Export, WebhookBody):
        rows.objects.exclude(claimed_at=None).update(claimed_at=long_ago)
    stack.start("worker-a")
    sweep(stack)

    assert eventually(lambda: set(states()) == {"uncertain", "received", "processed"})
    sweep(stack)
    assert eventually(stack.settled)
    told = Message.objects.filter(author="client", connection=connection.name)
    assert list(told.order_by("id").values_list("external_id", flat=True)) == [
        "wamid.first", "wamid.in-their-hands", "wamid.nobody-there",
    ]  # fmt: skip
    assert outside.texts == ["Nähdään huomenna"]
    assert len(outside.packages) == 2
    assert len(set(outside.packages)) == 1  # the same bytes again: the receiver knows them
    assert a_person_is_asked(desk[1], whatsapp_thread)


@contextmanager
def somebody_else_has(contact: Contact | None) -> Iterator[None]:
    """Whoever would store a message of this client has to wait."""
    assert contact
    with transaction.atomic():
        Contact.objects.select_for_update().get(pk=contact.pk)
        yield


def record(visitor: Visitor, worker: Worker) -> None:
    visitor.post("Mistä löydän hakemuksen?")
    worker.post(visitor.thread, "take")
    assert worker.post(visitor.thread, "close", decision="recorded").status_code == 302


def hear(
    stack: Stack,
    connection: Connection,
    wamid: str,
    words: str = "Ilta sopii",
    contacts: Sequence[Any] = (),
    **sender: str,
) -> None:
    content = body(value(messages=[text(wamid, words, **sender)], contacts=list(contacts)))
    headers = {
        name.decode(): mark.decode()
        for name, mark in signed(content, connection.secrets[0]).items()
    }
    address = f"{stack.url('web-a')}/whatsapp/webhook/{connection.name}/"
    assert httpx.post(address, content=content, headers=headers).status_code == 200


def in_hands() -> tuple[str, str, int]:
    """The reply and the package are on their way, and a worker waits to store the client's message."""
    with database.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        (waiting,) = cursor.fetchone() or (0,)
    return Delivery.objects.get().status, Export.objects.get().state, waiting


def sweep(stack: Stack) -> None:
    """What beat asks for every quarter of a minute, and nudges from before the death as well."""
    for task in (sweep_deliveries, sweep_exports, process_webhooks):
        stack.nudge(task)
    stack.nudge(deliver_message, delivery_id=Delivery.objects.get().pk)
    stack.nudge(deliver_export, export_id=Export.objects.get().pk)


def states() -> list[str]:
    return [
        Delivery.objects.get().status,
        Export.objects.get().state,
        *WebhookBody.objects.values_list("state", flat=True),
    ]


def a_person_is_asked(worker: Worker, thread: Conversation) -> bool:
    page = worker.get(f"/staff/c/{thread.public_id}/").text
    return (
        "Epävarma, lähtikö" in page and f"/staff/c/{thread.public_id}/deliveries/" in page
    )
