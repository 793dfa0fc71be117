from datetime import datetime

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from hub.conversations import retention
from hub.conversations.journal import Draft, append
from hub.conversations.models import (
    Contact,
    Conversation,
    Delivery,
    Handover,
    Message,
    Theme,
)
from hub.conversations.signals import conversation_closed, conversation_moved
from hub.foundation.clock import now
from hub.foundation.commit import after_commit
from hub.foundation.errors import Conflict, DomainError
from hub.foundation.realtime import publish, thread_group, unit_group
from hub.hours.models import Opening
from hub.people.models import Municipality, Unit, User
from hub.people.selectors import public_name
from hub.privacy.sealing import DataKey
from hub.privacy.services import record_access


@transaction.atomic
def start_conversation(
    *,
    channel: str,
    unit: Unit,
    practice: Opening | None = None,
    language: str = "fi",
    municipality: Municipality | None = None,
    theme: Theme | None = None,
    contact: Contact | None = None,
    connection: str = "",
    assignee: User | None = None,
    routing: str = Conversation.Routing.QUEUE,
) -> Conversation:
    """A new thread with a data key of its own; assigned threads are open, others wait in the queue.

    Whether it is practice is said by the practice opening it is of, here and nowhere else.
    """
    conversation = Conversation.objects.create(
        channel=channel,
        kind=Conversation.Kind.PRACTICE if practice else Conversation.Kind.CLIENT,
        practice=practice,
        status=Conversation.Status.OPEN if assignee else Conversation.Status.WAITING,
        unit=unit,
        contact=contact,
        connection=connection,
        assignee=assignee,
        routing=routing,
        language=language,
        municipality=municipality,
        client_theme=theme,
        data_key=DataKey.new().wrapped(),
        last_message_at=now(),
    )
    if theme:
        conversation.themes.add(theme)
    tell(conversation)
    return conversation


@transaction.atomic
def take_conversation(*, conversation: Conversation, by: User) -> Conversation:
    """First come, first served: the loser of a race gets a Conflict that names the winner."""
    won = (
        Conversation.objects.filter(pk=conversation.pk)
        .expecting()
        .update(
            status=Conversation.Status.OPEN,
            assignee=by,
            taken_at=now(),
            routing=Conversation.Routing.TAKEN,
        )
    )
    conversation.refresh_from_db()
    if not won and conversation.assignee != by:
        raise Conflict(refusal_to_take(conversation))
    if won:
        record_access(by=by, action="take", obj=conversation)
        tell(conversation)
    return conversation


def refusal_to_take(conversation: Conversation) -> object:
    if conversation.is_closed:
        return _("This conversation has already ended.")
    if conversation.left_waiting:
        return _("The client has left. Read what they wrote and end the conversation.")
    winner = public_name(conversation.assignee) if conversation.assignee else ""
    return _("%(worker)s took this conversation a moment before you.") % {"worker": winner}


@transaction.atomic
def view_thread(*, conversation: Conversation, by: User) -> None:
    """Every opening of a thread is logged, and what was new in it is no longer unread to its worker."""
    mark_read_by(conversation=conversation, by=by)
    record_access(by=by, action="view", obj=conversation)


@transaction.atomic
def follow_thread(*, conversation: Conversation, by: User) -> None:
    """A console asks for a thread's words as they come: read as surely as on its page."""
    record_access(by=by, action="follow", obj=conversation)


def mark_read_by(*, conversation: Conversation, by: User) -> None:
    """Only the worker whose thread it is makes it read; the pair may look without taking the bold away."""
    read_up_to(conversation.last_seq, conversation_id=conversation.pk, by=by)


def read_up_to(seq: int, *, conversation_id: int, by: User) -> bool:
    """Whether that was news: their own, written, and not read before."""
    rows = Conversation.objects.filter(
        pk=conversation_id, assignee=by, read_seq__lt=seq, last_seq__gte=seq
    )
    return bool(rows.update(read_seq=seq))


@transaction.atomic
def change_language(*, conversation: Conversation, language: str) -> None:
    if (
        Conversation.objects.filter(pk=conversation.pk)
        .exclude(language=language)
        .update(language=language)
    ):
        conversation.language = language
        tell(conversation)


@transaction.atomic
def client_left(*, conversation: Conversation) -> None:
    """The visitor ended it. With a word in it, the thread stays until a worker closes it with a decision.

    Of a question nothing changes: its client comes back for the answer, whether the page is open meanwhile or not.
    """
    if conversation.is_question:
        return
    changed = Conversation.objects.filter(pk=conversation.pk, client_left_at=None).update(
        client_left_at=now()
    )
    if changed:
        close_if_never_taken(conversation)
        conversation.refresh_from_db()
        tell(conversation)


@transaction.atomic
def dismiss_client(*, conversation: Conversation, at: datetime) -> None:
    """Workers end it for the client, who cannot come back. As after the client's own leaving, a thread with a word in
    it waits for a worker's decision."""
    rows = Conversation.objects.filter(pk=conversation.pk).unclosed()
    rows.update(client_left_at=Coalesce("client_left_at", at), client_may_return=False)
    close_if_never_taken(conversation)
    conversation.refresh_from_db()
    tell(conversation)


@transaction.atomic
def let_return(*, conversation: Conversation) -> None:
    """The client has a code to come back with: an answer after they left has a reader."""
    changed = Conversation.objects.filter(pk=conversation.pk, client_may_return=False)
    if changed.update(client_may_return=True):
        conversation.refresh_from_db()
        tell(conversation)


@transaction.atomic
def client_returned(*, conversation: Conversation) -> None:
    """A thread that has not ended goes on; one that has can only be read."""
    left = Conversation.objects.filter(pk=conversation.pk).unclosed()
    if left.filter(client_left_at__isnull=False).update(client_left_at=None):
        conversation.refresh_from_db()
        tell(conversation)


@transaction.atomic
def delete_for_client(*, conversation: Conversation) -> Conversation:
    """The client will have nothing kept: the thread ends, and is destroyed as at the end of its time, now.

    What a worker has closed to be recorded goes as soon as the record system has its copy.
    """
    locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
    at = now()
    if not locked.is_closed:
        locked.status, locked.closed_at = Conversation.Status.CLOSED, at
        locked.decision = Conversation.Decision.DELETED
    locked.client_deleted_at, locked.client_may_return = at, False
    locked.save(
        update_fields=[
            "status", "closed_at", "decision", "client_deleted_at", "client_may_return",
        ]
    )  # fmt: skip
    if locked.exported_at or not locked.is_for_record:
        retention.destroy([locked.pk], now=at)
    record_access(by=None, action="delete_for_client", obj=locked)
    tell(locked)
    return locked


def close_if_never_taken(conversation: Conversation) -> None:
    Conversation.objects.filter(
        pk=conversation.pk, status=Conversation.Status.WAITING, last_seq=0
    ).update(
        status=Conversation.Status.CLOSED,
        closed_at=now(),
        decision=Conversation.Decision.NEVER_TAKEN,
    )


@transaction.atomic
def end_unanswered(*, conversation_id: int, text: str) -> bool:
    """Nobody came in time: the client reads why, as the thread's last line, and it ends. False when a worker has
    taken it or the client has left meanwhile."""
    conversation = (
        Conversation.objects.select_for_update()
        .waiting()
        .filter(pk=conversation_id, client_left_at=None)
        .first()
    )
    if conversation is None:
        return False
    append(conversation, Draft(author=Message.Author.SYSTEM, text=text))
    Conversation.objects.filter(pk=conversation_id).update(
        status=Conversation.Status.CLOSED,
        closed_at=now(),
        decision=Conversation.Decision.UNANSWERED,
    )
    conversation.refresh_from_db()
    tell(conversation)
    return True


@transaction.atomic
def close_conversation(
    *, conversation: Conversation, by: User, decision: str, reason: str = ""
) -> Conversation:
    """End the thread with a decision of what belongs in the client record.

    An identified client's thread cannot end as anonymous advice, and `not recordable` needs its reason.
    Closing a closed thread is a Conflict; a message still on its way is refused.
    """
    check_decision(conversation, decision, reason)
    at = now()
    changed = (
        Conversation.objects.filter(pk=conversation.pk)
        .unclosed()
        .update(
            status=Conversation.Status.CLOSED,
            closed_at=at,
            closed_by=by,
            decision=decision,
            reason_sealed=conversation.seal_reason(reason),
        )
    )
    if not changed:
        raise Conflict(_("Someone else has already ended this conversation."))
    conversation.handovers.settle(Handover.State.EXPIRED, at)
    conversation.refresh_from_db()
    record_access(by=by, action="close", obj=conversation, ground=decision)
    tell(conversation)
    after_commit(conversation_closed.send, Conversation, conversation_id=conversation.pk)
    return conversation


def check_decision(conversation: Conversation, decision: str, reason: str) -> None:
    if decision not in Conversation.BY_WORKERS:
        raise DomainError(
            _("Choose what is recorded of this conversation."), code="decision"
        )
    if decision == Conversation.Decision.ADVICE and conversation.contact_id:
        raise DomainError(
            _("This client is identified. Choose whether the conversation is recorded."),
            code="decision",
        )
    if decision == Conversation.Decision.NOT_RECORDABLE and not reason.strip():
        raise DomainError(_("Tell why this conversation is not recorded."), code="reason")
    on_its_way = (Delivery.Status.QUEUED, Delivery.Status.SENDING)
    if Delivery.objects.filter(
        message__conversation=conversation, status__in=on_its_way
    ).exists():
        raise DomainError(_("A reply is still being sent. Wait a moment and try again."))


def tell(conversation: Conversation) -> None:
    """After commit: lists look again, and the thread's own followers learn its new state."""
    after_commit(publish, unit_group(conversation.unit_id), inbox_event(conversation))
    after_commit(publish, thread_group(conversation.pk), {"type": "thread.state"})
    after_commit(conversation_moved.send, Conversation, conversation_id=conversation.pk)


def inbox_event(conversation: Conversation) -> dict[str, str | int]:
    kind = "queue" if conversation.status == Conversation.Status.WAITING else "assignment"
    return {
        "type": "staff.event",
        "event": kind,
        "conversation": str(conversation.public_id),
        "seq": conversation.last_seq,
    }


def mark_exported(*, conversation_id: int) -> None:
    """The record system has accepted it: the hub's own copy may go at the end of its period."""
    Conversation.objects.filter(pk=conversation_id, exported_at=None).update(
        exported_at=now()
    )
