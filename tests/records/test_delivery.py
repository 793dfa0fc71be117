import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from hub.conversations.models import Contact, Conversation
from hub.conversations.signals import conversation_closed
from hub.people.models import Unit
from hub.privacy.masking import MASK
from hub.privacy.models import AccessEntry
from hub.privacy.sealing import seal
from hub.records import delivery, packaging, selectors, services, transport
from hub.records.models import Export
from hub.records.payloads import Answer
from hub.records.transport import Fate, Outcome
from tests.records.conftest import CLOSED

pytestmark = pytest.mark.django_db
State, Trouble = Export.State, Export.Trouble


def deliver(export: Export) -> Export:
    Export.objects.filter(pk=export.pk).update(next_try_at=None)
    delivery.deliver_export(export_id=export.pk)
    export.refresh_from_db()
    return export


def accepted(export: Export) -> Answer:
    return Answer(export.package_id, "accepted", "ASI-2026-1", ())


def test_closing_a_recorded_thread_starts_one_export(
    threads: Any, nudges: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    thread = threads()

    with django_capture_on_commit_callbacks(execute=True):
        conversation_closed.send(sender=Conversation, conversation_id=thread.pk)
        conversation_closed.send(sender=Conversation, conversation_id=thread.pk)

    export = Export.objects.get()
    assert set(nudges) == {export.pk}
    assert export.state == State.DRAFT


@pytest.mark.parametrize(
    "fields",
    [{"decision": "advice"}, {"kind": "test"}, {"status": "open", "decision": ""}],
)
def test_advice_tests_and_open_threads_are_not_exported(
    threads: Any, fields: dict[str, str]
) -> None:
    threads(**fields)

    delivery.sweep(now=timezone.now())

    assert not Export.objects.exists()


def test_the_sweep_finds_what_no_signal_started(threads: Any) -> None:
    threads()
    threads(decision="summarised")

    due = delivery.sweep(now=timezone.now())

    assert len(due) == Export.objects.count() == 2


def test_an_export_is_built_sent_and_received(export: Export, receiver: Any) -> None:
    deliver(export)

    assert export.state == State.RECEIVED
    assert receiver.packages == [(export.package_id, export.digest)]
    assert export.trouble == ""
    assert list(AccessEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "export.build",
        "export.send",
    ]


def test_what_was_delivered_is_what_was_sealed(export: Export, receiver: Any) -> None:
    deliver(export)

    assert packaging.build(selectors.content_of(export)).data == export.open()


def test_notes_stay_inside_and_identifiers_are_masked(threads: Any) -> None:
    thread = threads("Tunnus on 010180-9015", note="Salainen muistiinpano")
    export = delivery.draft_export(conversation_id=thread.pk, by=None, now=CLOSED)
    assert export

    content = selectors.content_of(export)

    assert [line.text for line in content.lines] == ["Tunnus on ••••••-••••"]


def test_a_name_from_before_it_was_masked_is_masked_in_the_package(
    threads: Any, unit: Unit
) -> None:
    sealed = seal(b"Aino 040 123 4567", purpose="contact-name")
    contact = Contact.objects.create(unit=unit, name_sealed=sealed)
    thread = threads(channel="whatsapp", contact=contact)
    export = delivery.draft_export(conversation_id=thread.pk, by=None, now=CLOSED)
    assert export

    assert selectors.content_of(export).client.name == f"Aino {MASK}"


def test_a_worker_is_named_by_title(export: Export) -> None:
    content = selectors.content_of(export)

    assert content.lines[1].display.endswith(" Matti")
    assert content.professionals[0].name == "Matti Meikäläinen"


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome(Fate.LATER, Trouble.BUSY), State.BUILT),
        (Outcome(Fate.UNKNOWN, Trouble.SILENT), State.SENT),
        (Outcome(Fate.UNKNOWN, Trouble.NONSENSE), State.SENT),
    ],
)
def test_an_outage_delays_and_loses_nothing(
    export: Export, receiver: Any, outcome: Outcome, state: str
) -> None:
    receiver.outcomes = [outcome]

    deliver(export)

    assert (export.state, export.trouble) == (state, outcome.trouble)
    assert export.next_try_at is not None
    assert export.next_try_at > timezone.now()
    delivery.deliver_export(export_id=export.pk)
    assert len(receiver.packages) == 1  # not before its time
    assert deliver(export).state == State.RECEIVED
    assert len({digest for _id, digest in receiver.packages}) == 1


def test_waiting_grows_to_an_hour_and_never_ends() -> None:
    assert timedelta(seconds=5) <= delivery.wait(0) <= timedelta(seconds=10)
    assert timedelta(minutes=30) <= delivery.wait(10_000) <= timedelta(hours=1)


def test_another_content_with_this_id_is_a_rejection_that_says_so(
    export: Export, receiver: Any
) -> None:
    receiver.outcomes = [Outcome(Fate.REFUSED, Trouble.CONFLICT)]

    deliver(export)

    assert (export.state, export.trouble) == (State.REJECTED, Trouble.CONFLICT)


def test_without_a_record_system_the_package_waits_and_says_why(
    export: Export, settings: Any
) -> None:
    settings.RECORD_SYSTEM_ADAPTER = ""

    deliver(export)

    assert (export.state, export.trouble) == (State.BUILT, Trouble.UNCONFIGURED)


def test_a_worker_killed_in_the_middle_is_recovered(export: Export, receiver: Any) -> None:
    def die() -> None:
        raise KeyboardInterrupt

    receiver.during = die
    with pytest.raises(KeyboardInterrupt):
        deliver(export)
    receiver.during = lambda: None

    assert deliver(export).state == State.SENT  # the claim still holds
    Export.objects.filter(pk=export.pk).update(
        claimed_at=timezone.now() - timedelta(minutes=4)
    )
    assert export.pk in delivery.sweep(now=timezone.now())
    assert deliver(export).state == State.RECEIVED
    assert len(set(receiver.packages)) == 1


def test_an_acknowledgement_before_the_answer_of_the_put_stands(
    export: Export, receiver: Any
) -> None:
    receiver.during = lambda: delivery.acknowledge(
        accepted(export), body=b"1", now=timezone.now()
    )

    deliver(export)

    assert (export.state, export.receiver_document_id) == (State.ACCEPTED, "ASI-2026-1")


def test_a_lost_acknowledgement_is_asked_for(export: Export, receiver: Any) -> None:
    deliver(export)
    receiver.says = accepted(export)

    deliver(export)

    assert export.state == State.ACCEPTED
    export.conversation.refresh_from_db()
    assert export.conversation.exported_at is not None


def test_asking_in_vain_asks_again_later(export: Export, receiver: Any) -> None:
    deliver(export)

    deliver(export)

    assert export.state == State.RECEIVED
    assert export.next_try_at is not None
    assert export.claimed_at is None


def test_a_state_never_goes_back(export: Export, receiver: Any) -> None:
    deliver(export)
    delivery.acknowledge(accepted(export), body=b"1", now=timezone.now())

    for status in ("received", "rejected"):
        late = Answer(export.package_id, status, "", ())
        delivery.acknowledge(late, body=status.encode(), now=timezone.now())

    export.refresh_from_db()
    assert export.state == State.ACCEPTED


def test_a_missing_matter_is_told_in_words(export: Export, receiver: Any) -> None:
    deliver(export)
    answer = Answer(export.package_id, "rejected", "", ("matter_not_found",))

    delivery.acknowledge(answer, body=b"1", now=timezone.now())

    export.refresh_from_db()
    assert (export.state, export.trouble) == (State.REJECTED, Trouble.NO_MATTER)


def test_a_rejected_package_goes_again_when_asked(
    export: Export,
    receiver: Any,
    worker: Any,
    django_capture_on_commit_callbacks: Any,
    nudges: list[int],
) -> None:
    deliver(export)
    delivery.acknowledge(
        Answer(export.package_id, "rejected", "", ()), body=b"1", now=timezone.now()
    )

    with django_capture_on_commit_callbacks(execute=True):
        services.retry_export(export=export, by=worker)

    assert nudges == [export.pk]
    assert deliver(export).state == State.RECEIVED


def test_destroyed_content_is_not_sent(export: Export, receiver: Any) -> None:
    Conversation.objects.update(data_key=b"")

    deliver(export)

    assert (export.state, export.trouble) == (State.REJECTED, Trouble.CONTENT_GONE)
    assert receiver.packages == []


def test_no_table_holds_the_text(export: Export, receiver: Any) -> None:
    deliver(export)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(e)::text FROM records_export e")
        rows = str(cursor.fetchall())

    assert "hakemuksen" not in rows
    assert b"hakemuksen".hex() not in rows
    assert b"%PDF" not in bytes(export.sealed or b"")


@pytest.mark.django_db(transaction=True)
def test_many_workers_deliver_one_export_once(export: Export, receiver: Any) -> None:
    def run() -> None:
        delivery.deliver_export(export_id=export.pk)
        connection.close()

    workers = [threading.Thread(target=run) for _ in range(6)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()

    assert len(receiver.packages) == 1


def test_an_unknown_adapter_is_refused(settings: Any) -> None:
    settings.RECORD_SYSTEM_ADAPTER = "pigeon"

    with pytest.raises(transport.Unconfigured):
        transport.record_system()
