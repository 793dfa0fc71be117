from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection as database

from hub.conversations.models import Contact, Conversation, Message
from hub.foundation.clock import now
from tests.whatsapp_bridge.samples import body, text, value
from tests.whatsapp_bridge.test_ingest import arrive, receive
from whatsapp_bridge import ingest, retention
from whatsapp_bridge.models import Connection, WebhookBody


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_store_each_message_once(connection: Connection) -> None:
    for number in range(30):
        arrive(
            connection,
            body(value(messages=[text(f"wamid.{number // 2}")])) + b" " * (number % 2),
        )

    def work() -> None:
        try:
            ingest.run()
        finally:
            database.close()

    workers = [Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()

    assert Message.objects.count() == 15
    assert (Contact.objects.count(), Conversation.objects.count()) == (1, 1)
    assert set(WebhookBody.objects.values_list("state", flat=True)) == {"processed"}


def test_used_bodies_go_after_their_time_and_waiting_ones_stay(
    connection: Connection,
) -> None:
    receive(connection, body(value(messages=[text("wamid.1")])))
    arrive(connection, body(value(messages=[text("wamid.2")])))
    WebhookBody.objects.update(received_at=now() - timedelta(days=8))
    bodies = retention.OldBodies()

    assert bodies.count_due(now=now()) == 1
    assert bodies.purge(now=now(), limit=100) == 1
    assert WebhookBody.objects.get().state == "received"


def test_no_word_of_a_client_is_in_any_table(connection: Connection) -> None:
    contact = {"profile": {"name": "KANARIANIMI"}, "wa_id": "358401234567"}
    receive(
        connection,
        body(value(messages=[text("wamid.1", "KANARIATEKSTI")], contacts=[contact])),
    )

    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            cursor.execute(
                f'SELECT coalesce(string_agg(t::text, chr(10)), chr(32)) FROM "{table}" t'
            )
            (dump,) = cursor.fetchone()
            hidden = (
                "KANARIANIMI",
                "KANARIATEKSTI",
                "358401234567",
                "test-app-secret",
                "FI.1",
            )
            for word in hidden:
                assert word not in dump
                assert word.encode().hex() not in dump
