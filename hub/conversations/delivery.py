"""Getting replies out over an outside channel: claim, call, record. The row is the job."""

import logging
import random
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hub.conversations import transports
from hub.conversations.models import Conversation, Delivery, Message
from hub.conversations.transports import Outbound, TransportError
from hub.foundation.clock import now
from hub.foundation.realtime import publish, staff_thread_group
from hub.people.selectors import public_name

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 12
# A claim older than this belonged to a process that died in the call: the client may have the message.
STUCK_AFTER = timedelta(minutes=3)


def deliver(*, delivery_id: int) -> None:
    """Send one claimed message. Earlier ones of the same thread go first; a later one waits for its turn."""
    delivery = claim(delivery_id, now())
    if delivery is None:
        return
    conversation = delivery.message.conversation
    try:
        check_way(conversation)
        external_id = transports.get(conversation.channel).deliver(outbound(delivery))
    except TransportError as error:
        record_failure(delivery, error)
    else:
        record_sent(delivery, external_id)
    tell(delivery)


def check_way(conversation: Conversation) -> None:
    """Hours may lie between a reply and its turn: what may no longer be sent is not handed over."""
    refusal = refusal_of(conversation)
    if refusal:
        raise TransportError(refusal, code="refused", permanent=True)


def refusal_of(conversation: Conversation) -> object | None:
    """Why a reply may not leave just now, as a translated sentence."""
    if conversation.is_closed:
        return _("A closed conversation takes no reply.")
    return transports.get(conversation.channel).refusal(conversation.pk, now())


def claim(delivery_id: int, at: datetime) -> Delivery | None:
    """One worker wins the row; nobody while an earlier reply of the thread is still on its way."""
    delivery = (
        Delivery.objects.due(at)
        .select_related("message__conversation", "message__sender__profile")
        .filter(pk=delivery_id)
        .first()
    )
    if delivery is None or waits_for_earlier(delivery):
        return None
    won = (
        Delivery.objects.due(at)
        .filter(pk=delivery_id)
        .update(status=Delivery.Status.SENDING, claimed_at=at, attempts=F("attempts") + 1)
    )
    return delivery if won else None


def waits_for_earlier(delivery: Delivery) -> bool:
    return Delivery.objects.filter(
        message__conversation_id=delivery.message.conversation_id,
        message__seq__lt=delivery.message.seq,
        status__in=(Delivery.Status.QUEUED, Delivery.Status.SENDING),
    ).exists()


def outbound(delivery: Delivery) -> Outbound:
    message = delivery.message
    conversation = message.conversation
    with translation.override(conversation.language):
        name = public_name(message.sender) if message.sender else ""
    return Outbound(
        delivery_id=delivery.public_id,
        conversation_id=conversation.pk,
        contact_id=conversation.contact_id,
        connection=conversation.connection,
        sender_name=name,
        text=conversation.key().open(
            message.body, context=conversation.context(message.seq)
        ),
    )


@transaction.atomic
def record_sent(delivery: Delivery, external_id: str) -> None:
    """The provider's id is what its later reports name; a report may even have come already."""
    conversation = delivery.message.conversation
    Message.objects.filter(pk=delivery.message_id, external_id=None).update(
        external_id=external_id, connection=conversation.connection
    )
    Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.SENDING).update(
        status=Delivery.Status.SENT, error_code="", error_text=""
    )


def record_failure(delivery: Delivery, error: TransportError) -> None:
    attempts = delivery.attempts + 1
    status = Delivery.Status.QUEUED
    if error.uncertain:
        status = Delivery.Status.UNCERTAIN
    elif error.permanent or attempts >= MAX_ATTEMPTS:
        status = Delivery.Status.FAILED
    Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.SENDING).update(
        status=status,
        next_try_at=now() + back_off(attempts),
        error_code=error.code[:24],
        error_text=str(error.message)[:300],
    )
    logger.warning(
        "A delivery did not go out",
        extra={"delivery_id": delivery.pk, "code": error.code, "status": str(status)},
    )


def back_off(attempts: int) -> timedelta:
    """5 s doubled at each attempt, half an hour at most, with jitter."""
    return timedelta(seconds=min(1800, 5 * 2**attempts) * random.uniform(0.7, 1.3))  # noqa: S311 - jitter


def tell(delivery: Delivery) -> None:
    delivery.refresh_from_db(fields=["status", "error_text"])
    publish(staff_thread_group(delivery.message.conversation_id), ticks(delivery))


def ticks(delivery: Delivery) -> dict[str, str | int]:
    """What the thread in view shows of a delivery: how far it is, and why it is no further."""
    return {
        "type": "thread.delivery",
        "seq": delivery.message.seq,
        "status": delivery.status,
        "error": delivery.error_text,
    }


def find_work() -> list[int]:
    """Queued rows whose time has come; and a dead process's claims become `uncertain`."""
    at = now()
    Delivery.objects.stuck(at - STUCK_AFTER).update(status=Delivery.Status.UNCERTAIN)
    return list(Delivery.objects.due(at).values_list("pk", flat=True)[:500])
