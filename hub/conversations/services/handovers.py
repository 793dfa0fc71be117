"""A conversation from one worker to another: offered, then accepted, refused, withdrawn or expired."""

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.conversations import tasks, transports
from hub.conversations.journal import Draft, append
from hub.conversations.models import Conversation, Delivery, Handover, Message
from hub.conversations.services.threads import inbox_event, tell
from hub.foundation.clock import now
from hub.foundation.commit import after_commit
from hub.foundation.errors import Conflict, DomainError
from hub.foundation.realtime import publish, staff_thread_group, unit_group
from hub.hours import sources
from hub.people import presence
from hub.people.models import User
from hub.people.selectors import public_name
from hub.privacy.services import record_access

State = Handover.State


@transaction.atomic
def offer_handover(*, conversation: Conversation, by: User, receiver: User) -> Handover:
    """The worker whose conversation it is offers it to a present colleague, and answers until they accept."""
    locked = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    if locked.assignee_id != by.pk or locked.status != Conversation.Status.OPEN:
        raise Conflict(
            _("Only the worker who answers a running conversation hands it over.")
        )
    check_side(receiver, locked)
    if not may_receive(receiver, locked) or receiver.pk not in presence.online(
        [receiver.pk]
    ):
        raise DomainError(_("That colleague is not here now. Choose somebody else."))
    try:
        with transaction.atomic():
            handover = Handover.objects.create(
                conversation=locked, giver=by, receiver=receiver, offered_at=now()
            )
    except IntegrityError:
        raise Conflict(_("This conversation has been offered already.")) from None
    told(locked, by=by, action="offer", receiver=receiver)
    return handover


def may_receive(receiver: User, conversation: Conversation) -> bool:
    same_unit = receiver.unit_id == conversation.unit_id
    free = receiver.pk != conversation.assignee_id
    return receiver.is_active and receiver.answers_clients and same_unit and free


def check_side(receiver: User, conversation: Conversation) -> None:
    """Clients and practice do not cross, also when the receiver's seat came or went after the offer."""
    practice = conversation.practice_id
    if practice is not None and receiver.pk not in sources.workers_of(practice):
        raise DomainError(_("Only those in the practice answer its conversations."))
    if practice is None and any(
        busy.filter(worker=receiver.pk).exists() for busy in sources.practising()
    ):
        words = _(
            "%(worker)s is in a practice just now, and takes no client before its end."
        )
        raise DomainError(words % {"worker": public_name(receiver)})


def told(
    conversation: Conversation, *, by: User | None, action: str, receiver: User
) -> None:
    """The access log, and the consoles: an offer is nobody's business outside the unit."""
    ground = f"user {receiver.pk}"
    record_access(by=by, action=action, obj=conversation, ground=ground)
    event = inbox_event(conversation) | {"event": "assignment"}
    after_commit(publish, unit_group(conversation.unit_id), event)
    after_commit(publish, staff_thread_group(conversation.pk), {"type": "thread.state"})


@transaction.atomic
def accept_handover(*, conversation: Conversation, by: User) -> Conversation:
    """The receiver answers from now on. Notes, themes and what is unread stay with the thread; the client is told."""
    locked = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    check_side(by, locked)
    settle(locked, State.ACCEPTED, receiver=by)
    moved = Conversation.objects.filter(
        pk=locked.pk, status=Conversation.Status.OPEN
    ).update(assignee=by, routing=Conversation.Routing.HANDED_OVER)
    if not moved:
        raise Conflict(_("This conversation has already ended."))
    locked.refresh_from_db()
    tell_client(locked, by)
    told(locked, by=by, action="accept", receiver=by)
    tell(locked)
    return locked


def tell_client(conversation: Conversation, worker: User) -> None:
    """Once and in words; no second greeting. Where nothing can be sent now, the next reply bears the name."""
    transport = transports.get(conversation.channel)
    if transport.refusal(conversation.pk, now()):
        return
    with translation.override(conversation.language):
        text = gettext("%(worker)s answers you from now on.") % {
            "worker": public_name(worker)
        }
    message, _line = append(conversation, Draft(author=Message.Author.SYSTEM, text=text))
    if transport.external:
        delivery = Delivery.objects.create(message=message)
        after_commit(tasks.deliver_message.delay, delivery_id=delivery.pk)


@transaction.atomic
def refuse_handover(*, conversation: Conversation, by: User) -> None:
    settle(conversation, State.REFUSED, receiver=by)
    told(conversation, by=by, action="refuse", receiver=by)


@transaction.atomic
def withdraw_handover(*, conversation: Conversation, by: User) -> None:
    handover = settle(conversation, State.WITHDRAWN, giver=by)
    told(conversation, by=by, action="withdraw", receiver=handover.receiver)


def settle(conversation: Conversation, state: str, **whose: User) -> Handover:
    """The one offer that stands, if it is this worker's to settle; else a Conflict that says what became of it."""
    mine = conversation.handovers.filter(**whose)
    offer = mine.offered().with_names().first()
    if offer is None or not mine.filter(pk=offer.pk).settle(state, now()):
        last = mine.order_by("-id").values_list("state", flat=True).first()
        raise Conflict(AFTERWARDS.get(last or "", AFTERWARDS[State.EXPIRED]))
    return offer


AFTERWARDS: dict[str, object] = {
    State.ACCEPTED: _("The offer has already been accepted."),
    State.REFUSED: _("The offer has already been refused."),
    State.WITHDRAWN: _("Your colleague has withdrawn the offer."),
    State.EXPIRED: _("This offer no longer stands."),
}


@transaction.atomic
def expire_offers() -> None:
    """Whose receivers have gone: the giver goes on answering. Asked with each heartbeat of a process's consoles."""
    offers = list(Handover.objects.offered().with_names())
    here = presence.online({offer.receiver_id for offer in offers})
    for offer in offers:
        if offer.receiver_id in here:
            continue
        if Handover.objects.filter(pk=offer.pk).settle(State.EXPIRED, now()):
            told(offer.conversation, by=None, action="expire", receiver=offer.receiver)
