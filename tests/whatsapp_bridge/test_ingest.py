import json
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.conversations import services as conversations
from hub.conversations.models import Contact, Conversation, Delivery, Message
from hub.foundation.clock import now
from hub.people.models import Unit, User
from hub.privacy.masking import MASK
from hub.privacy.sealing import seal
from tests.whatsapp_bridge.samples import FILES, FOLDER, body, text, value
from whatsapp_bridge import ingest, services
from whatsapp_bridge.models import BODY, Connection, WebhookBody

Send = Callable[[], Delivery]


def arrive(connection: Connection, *contents: bytes) -> None:
    for content in contents:
        WebhookBody.objects.get_or_create(
            connection=connection,
            digest=str(hash(content)),
            defaults={"body": seal(content, purpose=BODY), "received_at": now()},
        )


def receive(connection: Connection, *contents: bytes) -> WebhookBody:
    arrive(connection, *contents)
    ingest.run()
    return WebhookBody.objects.latest("id")


def words(message: Message) -> str:
    thread = message.conversation
    return thread.key().open(message.body, context=thread.context(message.seq))


def stored() -> set[tuple[str | None, str, datetime | None]]:
    """What must not depend on order, batching or repetition."""
    rows = Message.objects.select_related("conversation")
    return {(row.external_id, words(row), row.provider_at) for row in rows}


def sample(name: str) -> bytes:
    return (FOLDER / f"{name}.json").read_bytes()


def ours(content: bytes) -> bytes:
    """Samples of others name other numbers."""
    document = json.loads(content)
    for entry in document.get("entry", []):
        for change in entry.get("changes", []):
            metadata = (change["value"] or {}).get("metadata", {})
            if not str(metadata.get("phone_number_id", "")).startswith("9"):
                metadata["phone_number_id"] = "106540352242922"
    return json.dumps(document).encode()


def test_a_client_with_a_named_worker_is_routed_to_them(
    connection: Connection, worker: User
) -> None:
    contact = conversations.find_or_create_contact(
        unit=connection.unit, identities={"bsuid": "FI.1"}
    )
    conversations.name_worker(contact=contact, worker=worker, by=worker)

    found = receive(connection, body(value(messages=[text("wamid.1", "Moi Matti")])))

    thread = Conversation.objects.get()
    assert (thread.contact, thread.assignee, thread.routing) == (
        contact,
        worker,
        "named_worker",
    )
    assert found.state == "processed"


def test_a_clients_name_is_kept_without_the_numbers_in_it(connection: Connection) -> None:
    contact = conversations.find_or_create_contact(
        unit=connection.unit,
        identities={"bsuid": "FI.1"},
        name="Aino 010180-9015, 040 123 4567",
    )

    assert contact.name == f"Aino {MASK}, {MASK}"


def test_a_new_client_waits_in_the_units_queue(connection: Connection) -> None:
    receive(connection, body(value(messages=[text("wamid.1")])))

    thread = Conversation.objects.get()
    assert (thread.unit, thread.status, thread.routing) == (
        connection.unit,
        "waiting",
        "queue",
    )


def test_who_writes_to_another_units_number_reaches_that_unit(
    connection: Connection, worker: User
) -> None:
    receive(connection, body(value(messages=[text("wamid.1")])))
    contact = Contact.objects.get()
    conversations.name_worker(contact=contact, worker=worker, by=worker)
    elsewhere = services.create_connection(
        name="elsewhere",
        unit=Unit.objects.create(name="Toinen yksikkö"),
        phone_number_id="2",
        token="test-token",
        app_secret="another secret",
        verify_token="another token",
        enabled=True,
    )

    receive(
        elsewhere,
        body({"metadata": {"phone_number_id": "2"}, "messages": [text("wamid.2")]}),
    )

    there = Conversation.objects.get(connection="elsewhere")
    assert (there.contact, there.unit) == (contact, elsewhere.unit)
    assert (there.status, there.assignee, there.routing) == ("waiting", None, "queue")
    assert not Conversation.objects.visible_to(worker).filter(pk=there.pk).exists()


def test_number_and_user_id_and_both_are_one_person(connection: Connection) -> None:
    both = text("wamid.1")
    by_user = text("wamid.2") | {"from": None}
    by_number = text("wamid.3") | {"from_user_id": None}

    receive(connection, body(value(messages=[both, by_user, by_number])))

    assert Contact.objects.count() == 1
    assert Message.objects.count() == 3


def test_without_any_identifier_nobody_is_made_up(connection: Connection) -> None:
    found = receive(connection, sample("synthetic__no_identifiers_at_all"))

    assert Contact.objects.count() == 0
    assert (found.state, found.label) == ("quarantined", "no_sender")


def test_a_number_that_is_not_ours_is_set_aside(connection: Connection) -> None:
    found = receive(connection, sample("synthetic__other_phone_number_id"))

    assert Message.objects.count() == 0
    assert found.label == "other_number"


def test_a_group_message_never_enters_the_private_thread(connection: Connection) -> None:
    found = receive(connection, body(value(messages=[text("wamid.1", group_id="g1")])))

    assert Message.objects.count() == 0
    assert found.label == "group_message"


def test_a_clock_that_runs_ahead_does_not_hold_the_window_open(
    connection: Connection,
) -> None:
    receive(connection, sample("synthetic__timestamp_as_int_and_future"))

    provider_at = Message.objects.get().provider_at
    assert provider_at is not None
    assert provider_at <= now()


def test_one_poisoned_event_does_not_stop_the_next(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = conversations.receive_message

    def poisoned(**fields: Any) -> Message | None:
        if fields["external_id"] == "wamid.bad":
            raise ValueError("KANARIA")
        return real(**fields)

    monkeypatch.setattr(conversations, "receive_message", poisoned)
    found = receive(
        connection, body(value(messages=[text("wamid.bad"), text("wamid.good")]))
    )

    assert [row.external_id for row in Message.objects.all()] == ["wamid.good"]
    assert (found.state, found.label) == ("quarantined", "event_failed")


def test_a_database_that_is_away_sets_nothing_aside(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: Any) -> None:
        raise OperationalError

    arrive(connection, body(value(messages=[text("wamid.1")])))
    with monkeypatch.context() as broken:
        broken.setattr(conversations, "receive_message", away)
        with pytest.raises(OperationalError):
            ingest.run()
    WebhookBody.objects.update(claimed_at=now() - timedelta(minutes=3))
    ingest.run()

    assert Message.objects.count() == 1
    assert WebhookBody.objects.get().state == "processed"


def test_a_body_that_kills_the_worker_again_and_again_is_set_aside(
    connection: Connection,
) -> None:
    arrive(connection, body(value(messages=[text("wamid.1")])))
    WebhookBody.objects.update(attempts=ingest.ATTEMPTS)

    ingest.run()

    assert WebhookBody.objects.get().label == "gave_up"


def test_a_webhook_of_three_megabytes_is_read_to_its_last_letter(
    connection: Connection, worker: User, client: Client
) -> None:
    long = ("ä€😀 مرحبا " * 60_000).strip()
    content = body(value(messages=[text("wamid.long", long), text("wamid.next", "Hei")]))
    client.force_login(worker)

    row = receive(connection, content)

    thread = Conversation.objects.get()
    page = client.get(f"/staff/c/{thread.public_id}/").content.decode()
    assert len(content) >= 3_000_000
    assert row.state == "processed"
    assert [words(message) for message in Message.objects.order_by("seq")] == [long, "Hei"]
    assert long in page


def test_an_identity_code_is_masked_before_it_is_stored(connection: Connection) -> None:
    receive(connection, body(value(messages=[text("wamid.1", "Tunnus 131052-308T")])))

    assert "131052-308T" not in words(Message.objects.get())


def test_every_sample_is_settled_and_again_and_shuffled_changes_nothing(
    connection: Connection,
) -> None:
    contents = [ours(path.read_bytes()) for path in FILES]
    receive(connection, *contents)
    before = stored()
    assert not WebhookBody.objects.filter(label__contains="event_failed").exists()
    assert not WebhookBody.objects.filter(state="received").exists()

    contents = contents[1::2] + contents[0::2][::-1]
    receive(connection, *[content + b" " for content in contents])

    assert stored() == before


MESSAGES = [text(f"wamid.{number}", f"viesti {number}") for number in range(6)]


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    order=st.permutations([0, 1, 2, 3, 4, 5, 0, 3]),
    cuts=st.lists(st.integers(0, 8), max_size=3),
)
def test_order_batches_and_repeats_do_not_matter(
    connection: Connection, order: list[int], cuts: list[int]
) -> None:
    WebhookBody.objects.all().delete()
    Conversation.objects.all().delete()
    Contact.objects.all().delete()
    edges = [0, *sorted(cuts), len(order)]
    batches = [order[a:b] for a, b in pairwise(edges)]

    receive(
        connection,
        *[
            body(value(messages=[MESSAGES[number] for number in batch])) + b" " * place
            for place, batch in enumerate(batches)
        ],
    )

    assert {(one, said) for one, said, _at in stored()} == {
        (f"wamid.{number}", f"viesti {number}") for number in range(6)
    }
    assert Message.objects.count() == 6
    assert (Contact.objects.count(), Conversation.objects.count()) == (1, 1)
