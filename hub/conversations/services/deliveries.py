import uuid

from django.db import transaction

from hub.conversations import tasks
from hub.conversations.delivery import refusal_of, ticks
from hub.conversations.models import Conversation, Delivery, Message
from hub.foundation.commit import after_commit
from hub.foundation.errors import NotOpen
from hub.foundation.realtime import publish, staff_thread_group
from hub.people.models import User
from hub.privacy.services import record_access


@transaction.atomic
def record_delivery_status(
    *, delivery_id: int, status: str, error_code: str = "", error_text: str = ""
) -> bool:
    """A report from the provider; only a higher rank counts, so reports may come in any order, twice."""
    lower = [name for name, rank in Delivery.RANK.items() if rank < Delivery.RANK[status]]
    changed = Delivery.objects.filter(pk=delivery_id, status__in=lower).update(
        status=status, error_code=error_code, error_text=error_text
    )
    if changed:
        tell_ticks(Delivery.objects.select_related("message").get(pk=delivery_id))
    return bool(changed)


@transaction.atomic
def resolve_uncertain(*, delivery: Delivery, by: User, resend: bool) -> None:
    """A worker decides about a message of which nobody knows whether it left. Decided already: nothing happens."""
    if resend:
        check_answerable(delivery)
    status = Delivery.Status.QUEUED if resend else Delivery.Status.FAILED
    changed = Delivery.objects.filter(
        pk=delivery.pk, status=Delivery.Status.UNCERTAIN
    ).update(status=status, next_try_at=None)
    if not changed:
        return
    if resend:
        after_commit(tasks.deliver_message.delay, delivery_id=delivery.pk)
    record_access(by=by, action="resolve_delivery", obj=delivery)


@transaction.atomic
def resend_failed(*, delivery: Delivery, by: User) -> None:
    """A worker lets a failed reply go once more: the same message, under a new mark, so that a late report of
    the first attempt says nothing of this one. Pressed twice, it goes once."""
    conversation = check_answerable(delivery)
    changed = Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.FAILED).update(
        status=Delivery.Status.QUEUED,
        public_id=uuid.uuid4(),
        attempts=0,
        next_try_at=None,
        error_code="",
        error_text="",
    )
    if not changed:
        return
    Message.objects.filter(pk=delivery.message_id).update(external_id=None)
    record_access(by=by, action="resend", obj=conversation)
    tell_ticks(Delivery.objects.select_related("message").get(pk=delivery.pk))
    after_commit(tasks.deliver_message.delay, delivery_id=delivery.pk)


def check_answerable(delivery: Delivery) -> Conversation:
    """The thread, locked, so that nobody ends it meanwhile."""
    conversation = Conversation.objects.select_for_update().get(
        pk=delivery.message.conversation_id
    )
    refusal = refusal_of(conversation)
    if refusal:
        raise NotOpen(refusal)
    return conversation


def tell_ticks(delivery: Delivery) -> None:
    group = staff_thread_group(delivery.message.conversation_id)
    after_commit(publish, group, ticks(delivery))
