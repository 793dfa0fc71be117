"""Building and delivering one export, and hearing what the receiver says of it.

The package id and the bytes never change, and the receiver knows a package it has: so a claim left by a dead
worker is simply taken again. Nothing is given up: after the first tries it is asked once an hour, for ever.
"""

import hashlib
import logging
import random
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from hub.conversations import services as conversations
from hub.conversations.models import Conversation
from hub.foundation.clock import now as clock_now
from hub.foundation.commit import after_commit
from hub.foundation.realtime import publish, staff_thread_group
from hub.people.models import User
from hub.privacy.services import record_access
from hub.records import packaging, selectors, transport
from hub.records.models import Acknowledgement, Export
from hub.records.payloads import NO_MATTER, Answer
from hub.records.transport import Fate, Outcome

logger = logging.getLogger(__name__)
State, Trouble = Export.State, Export.Trouble
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
FIRST_QUESTION = timedelta(seconds=30)
DECISIONS = (Conversation.Decision.RECORDED, Conversation.Decision.SUMMARISED)


def wait(attempts: int) -> timedelta:
    """Doubles up to an hour; jitter, so that an outage does not end in a stampede."""
    full: timedelta = min(FIRST_WAIT * (1 << min(attempts, 12)), LONGEST_WAIT)
    return full * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing


# --- The row ---


def draft_export(*, conversation_id: int, by: User | None, now: datetime) -> Export | None:
    """The export of a closed thread that a person decided to record; None when there is nothing to record."""
    conversation = (
        Conversation.objects.client()
        .closed()
        .filter(pk=conversation_id, decision__in=DECISIONS, purged_at=None)
        .select_related("unit", "closed_by")
        .first()
    )
    if conversation is None:
        return None
    oid = selectors.organisation(conversation).oid
    export, _created = Export.objects.get_or_create(
        conversation=conversation,
        version=1,
        defaults={
            "package_id": packaging.package_id(oid, conversation.public_id, 1),
            "created_by": by or conversation.closed_by,
            "created_at": now,
        },
    )
    return export


def sweep(*, now: datetime, limit: int = 200) -> list[int]:
    """Drafts what no signal started, and names everything whose time has come."""
    unstarted = (
        Conversation.objects.client()
        .closed()
        .filter(decision__in=DECISIONS, exports=None, purged_at=None)
    )
    for conversation_id in unstarted.order_by("id").values_list("pk", flat=True)[:limit]:
        draft_export(conversation_id=conversation_id, by=None, now=now)
    return list(
        Export.objects.due(now)
        .order_by("next_try_at", "id")
        .values_list("pk", flat=True)[:limit]
    )


# --- The job ---


def deliver_export(*, export_id: int) -> None:
    now = clock_now()
    claimed = Export.objects.due(now).filter(pk=export_id)
    if not claimed.update(claimed_at=now, attempts=F("attempts") + 1):
        return
    export = Export.objects.select_related(
        "conversation__unit",
        "conversation__contact",
        "conversation__municipality",
        "created_by__profile",
    ).get(pk=export_id)
    if export.state == State.RECEIVED:
        ask(export)
    elif export.conversation.data_key:
        send(export)
    else:
        record(
            export,
            Outcome(Fate.REFUSED, Trouble.CONTENT_GONE),
            from_states=Export.UNSETTLED,
        )


def send(export: Export) -> None:
    if export.state == State.DRAFT and selectors.awaits_scan(export.conversation):
        postpone(export)
        return
    if export.state == State.DRAFT and not build(export):
        return
    try:
        receiver = transport.record_system()
    except transport.Unconfigured:
        logger.error("The record system is not configured", extra={"export_id": export.pk})
        record(
            export,
            Outcome(Fate.LATER, Trouble.UNCONFIGURED),
            from_states=(State.BUILT, State.SENT),
        )
        return
    Export.objects.filter(pk=export.pk, state=State.BUILT).update(state=State.SENT)
    outcome = receiver.deposit(
        package_id=export.package_id, data=export.open(), digest=export.digest
    )
    record(export, outcome, from_states=(State.SENT,))


def postpone(export: Export) -> None:
    Export.objects.filter(pk=export.pk, state=State.DRAFT).update(
        claimed_at=None, next_try_at=clock_now() + wait(0)
    )


def build(export: Export) -> bool:
    """Composes and seals outside the transaction; only the claim's holder stores it."""
    package = packaging.build(selectors.content_of(export))
    key = export.conversation.key()
    export.sealed = key.seal_bytes(package.data, context=export.context)
    export.digest, export.size, export.state = (
        package.digest,
        len(package.data),
        State.BUILT,
    )
    with transaction.atomic():
        stored = Export.objects.filter(
            pk=export.pk, state=State.DRAFT, claimed_at=export.claimed_at
        ).update(
            sealed=export.sealed, digest=export.digest, size=export.size, state=State.BUILT
        )
        if stored:
            record_access(by=None, action="export.build", obj=export)
    return bool(stored)


def record(
    export: Export, outcome: Outcome, *, from_states: tuple[Export.State, ...]
) -> None:
    """Writes down how it went, unless an acknowledgement was quicker: a state never goes back."""
    now = clock_now()
    every: dict[Fate, dict[str, object]] = {
        Fate.RECEIVED: {
            "state": State.RECEIVED, "received_at": now, "attempts": 0, "next_try_at": now + FIRST_QUESTION,
        },
        Fate.REFUSED: {"state": State.REJECTED, "settled_at": now, "next_try_at": None},
        Fate.LATER: {"state": State.BUILT, "next_try_at": now + wait(export.attempts)},
        Fate.UNKNOWN: {"next_try_at": now + wait(export.attempts)},
    }  # fmt: skip
    fields = every[outcome.fate]
    with transaction.atomic():
        changed = Export.objects.filter(pk=export.pk, state__in=from_states).update(
            **fields, trouble=outcome.trouble, claimed_at=None
        )
        if changed and outcome.fate in (Fate.RECEIVED, Fate.REFUSED):
            refused = outcome.fate == Fate.REFUSED
            record_access(
                by=None,
                action="export.send",
                obj=export,
                outcome="refused" if refused else "ok",
            )
        if changed:
            tell(export)
    if outcome.trouble:
        logger.warning(
            "An export did not get through",
            extra={
                "export_id": export.pk,
                "reason": str(outcome.trouble),
                "attempt": export.attempts,
            },
        )


def ask(export: Export) -> None:
    """The receiver has it but has not said more: an acknowledgement may have been lost."""
    now = clock_now()
    answer = None
    try:
        answer = transport.record_system().answer(package_id=export.package_id)
    except transport.Unconfigured:
        logger.error("The record system is not configured", extra={"export_id": export.pk})
    if answer is not None and answer.status != "received":
        apply_answer(export, answer, now=now)
    Export.objects.filter(pk=export.pk, state=State.RECEIVED).update(
        claimed_at=None, next_try_at=now + wait(export.attempts)
    )


# --- What the receiver says ---


def acknowledge(answer: Answer, *, body: bytes, now: datetime) -> Export | None:
    """Take in a callback; a repeated one changes nothing, an unknown package gives None."""
    with transaction.atomic():
        export = Export.objects.filter(package_id=answer.package_id).defer("sealed").first()
        if export is None:
            logger.warning(
                "Acknowledgement of an unknown package",
                extra={"package_id": str(answer.package_id)},
            )
            return None
        digest = hashlib.sha256(body).hexdigest()
        _row, fresh = Acknowledgement.objects.get_or_create(
            export=export,
            digest=digest,
            defaults={"status": answer.status, "created_at": now},
        )
        if fresh:
            apply_answer(export, answer, now=now)
    return export


@transaction.atomic
def apply_answer(export: Export, answer: Answer, *, now: datetime) -> None:
    """Forward only: accepted is final, and nothing unsent can be acknowledged."""
    rows = Export.objects.filter(pk=export.pk)
    settled: dict[str, object] = {
        "settled_at": now,
        "next_try_at": None,
        "claimed_at": None,
    }
    if answer.status == "accepted":
        changed = (
            rows.filter(state__in=[State.BUILT, State.SENT, State.RECEIVED, State.REJECTED])
            .exclude(digest="")
            .update(
                state=State.ACCEPTED,
                receiver_document_id=answer.receiver_document_id,
                trouble="",
                **settled,
            )
        )
        if changed:
            conversations.mark_exported(conversation_id=export.conversation_id)
    elif answer.status == "rejected":
        trouble = Trouble.NO_MATTER if NO_MATTER in answer.error_codes else Trouble.REFUSED
        changed = rows.filter(state__in=[State.BUILT, State.SENT, State.RECEIVED]).update(
            state=State.REJECTED, trouble=trouble, **settled
        )
    else:
        changed = rows.filter(state__in=[State.BUILT, State.SENT]).update(
            state=State.RECEIVED,
            received_at=now,
            trouble="",
            attempts=0,
            next_try_at=now + FIRST_QUESTION,
        )
    if changed:
        tell(export)
        record_access(
            by=None, action="export.acknowledge", obj=export, ground=answer.status
        )


def tell(export: Export) -> None:
    """Whoever has the thread open asks for its panel again."""
    after_commit(
        publish, staff_thread_group(export.conversation_id), {"type": "thread.state"}
    )
