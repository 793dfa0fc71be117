import uuid
from datetime import timedelta
from typing import Any

import pytest

from hub.conversations import services
from hub.conversations.models import Contact, Conversation, Message
from hub.conversations.selectors import inbox_rows, thread_lines
from hub.foundation.clock import now
from hub.people.models import Unit, User
from hub.privacy import retention
from hub.privacy.chain import verify_access_log
from hub.privacy.models import AccessEntry, PurgeRun
from hub.privacy.sources import retention_sources

LATER = timedelta(hours=49)


def ended(unit: Unit, by: User, decision: str = "advice") -> Conversation:
    thread = services.start_conversation(channel="chat", unit=unit, assignee=by)
    services.post_client_message(
        conversation_id=thread.pk, text="Hei", client_key=uuid.uuid4()
    )
    return services.close_conversation(conversation=thread, by=by, decision=decision)


def test_an_ended_chat_loses_its_key_and_its_words(unit: Unit, matti: User) -> None:
    thread = ended(unit, matti)

    counts = retention.purge(now=now() + LATER)

    thread.refresh_from_db()
    assert counts["closed_chats"] == 1
    assert thread.purged_at
    assert bytes(thread.data_key) == b""
    assert thread.preview_sealed is thread.reason_sealed is None
    assert not Message.objects.exists()


def test_a_reason_goes_with_the_words_it_is_about(
    running: Conversation, matti: User
) -> None:
    services.close_conversation(
        conversation=running, by=matti, decision="not_recordable", reason="Väärä numero"
    )

    retention.purge(now=now() + LATER)

    running.refresh_from_db()
    assert (running.reason_sealed, running.decision_reason) == (None, "")


def test_before_its_time_nothing_goes(unit: Unit, matti: User) -> None:
    ended(unit, matti)

    retention.purge(now=now() + timedelta(hours=47))

    assert Message.objects.count() == 1


def test_a_running_chat_stays(running: Conversation) -> None:
    services.post_client_message(
        conversation_id=running.pk, text="Hei", client_key=uuid.uuid4()
    )

    retention.purge(now=now() + timedelta(days=400))

    assert [line.text for line in thread_lines(Conversation.objects.get())] == ["Hei"]


@pytest.mark.parametrize("left", [True, False])
def test_a_chat_that_nobody_ever_takes_ends_and_goes(
    waiting: Conversation, left: bool
) -> None:
    services.post_client_message(
        conversation_id=waiting.pk, text="Hei", client_key=uuid.uuid4()
    )
    if left:
        services.client_left(conversation=waiting)
    retention.purge(now=now() + timedelta(hours=47))
    kept = Message.objects.count()

    retention.purge(now=now() + LATER)

    waiting.refresh_from_db()
    assert (kept, Message.objects.count()) == (1, 0)
    assert (waiting.status, waiting.decision) == ("closed", "never_taken")
    assert waiting.purged_at


def test_a_whatsapp_client_who_waits_keeps_their_words(
    unit: Unit, contact: Contact
) -> None:
    thread = services.start_conversation(
        channel="whatsapp", unit=unit, contact=contact, connection="demo"
    )
    services.post_client_message(
        conversation_id=thread.pk, text="Hei", client_key=uuid.uuid4()
    )

    retention.purge(now=now() + LATER)

    assert Message.objects.count() == 1


@pytest.mark.parametrize("decision", ["recorded", "summarised"])
def test_what_is_to_be_recorded_stays_until_the_record_system_has_it(
    unit: Unit, matti: User, decision: str
) -> None:
    thread = ended(unit, matti, decision)
    retention.purge(now=now() + LATER)
    kept = Message.objects.count()

    services.mark_exported(conversation_id=thread.pk)
    retention.purge(now=now() + LATER)

    assert (kept, Message.objects.count()) == (1, 0)


def test_a_second_run_finds_nothing(unit: Unit, matti: User) -> None:
    ended(unit, matti)
    retention.purge(now=now() + LATER)

    assert retention.count_due(now=now() + LATER)["closed_chats"] == 0
    assert retention.purge(now=now() + LATER)["closed_chats"] == 0


def test_more_than_one_batch_goes_in_one_run(
    unit: Unit, matti: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        ended(unit, matti)

    assert retention.purge(now=now() + LATER)["closed_chats"] == 5


def test_the_access_log_outlives_the_words(unit: Unit, matti: User) -> None:
    thread = ended(unit, matti)
    retention.purge(now=now() + LATER)

    assert AccessEntry.objects.filter(object_id=str(thread.public_id)).exists()
    assert verify_access_log().intact


def test_a_run_leaves_counts_as_evidence(unit: Unit, matti: User) -> None:
    ended(unit, matti)
    retention.purge(now=now() + LATER)

    run = PurgeRun.objects.get()
    assert (run.counts["closed_chats"], run.failed, bool(run.finished_at)) == (
        1,
        False,
        True,
    )


def test_a_source_that_fails_does_not_stop_the_others(
    unit: Unit, matti: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        name = "broken"

        def count_due(self, **_: Any) -> int:
            return 0

        def purge(self, **_: Any) -> int:
            raise OSError

    ended(unit, matti)
    others = dict(retention_sources)
    monkeypatch.setattr(retention, "retention_sources", {"broken": Broken()} | others)

    retention.purge(now=now() + LATER)

    assert PurgeRun.objects.get().failed
    assert not Message.objects.exists()


def test_a_purged_thread_can_still_be_listed(unit: Unit, matti: User) -> None:
    thread = ended(unit, matti)
    retention.purge(now=now() + LATER)
    thread.refresh_from_db()

    assert [row.preview for row in inbox_rows(matti, "closed")] == [""]
    assert thread_lines(thread, internal=True) == []
