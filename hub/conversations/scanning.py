"""Having files scanned: claim, ask, record. The row is the job; to scan twice does no harm."""

import logging
import random
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext

from hub.conversations import client
from hub.conversations.journal import Draft, append
from hub.conversations.models import (
    Attachment,
    AttachmentQuerySet,
    Conversation,
    Message,
)
from hub.foundation.clock import now
from hub.foundation.commit import after_commit
from hub.foundation.realtime import publish, thread_group

logger = logging.getLogger(__name__)
State = Attachment.State
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(minutes=10)


def scan(*, attachment_id: int) -> None:
    """A scanner that fails leaves the file held, and it is asked again later, for as long as the file lives."""
    attachment = claim(attachment_id, now())
    if attachment is None or attachment.sealed is None:
        return
    key = attachment.message.conversation.key()
    try:
        harmless = client.is_harmless(
            key.open_bytes(attachment.sealed, context=attachment.context)
        )
    except client.ScanFailed:
        record_failure(attachment)
    else:
        record_clean(attachment) if harmless else record_infected(attachment)


def claim(attachment_id: int, at: datetime) -> Attachment | None:
    rows = Attachment.objects.due(at).filter(pk=attachment_id)
    if not client.is_configured() or not rows.update(
        claimed_at=at, attempts=F("attempts") + 1
    ):
        return None
    found = Attachment.objects.select_related("message__conversation")
    attachment = found.filter(pk=attachment_id).first()
    return attachment if attachment and attachment.message.conversation.data_key else None


@transaction.atomic
def record_clean(attachment: Attachment) -> None:
    if unsettled(attachment).update(state=State.CLEAN, claimed_at=None):
        tell(attachment, State.CLEAN)


@transaction.atomic
def record_infected(attachment: Attachment) -> None:
    """Destroyed at once; both sides read that it was, in a line of the thread."""
    conversation = Conversation.objects.select_for_update().get(
        pk=attachment.message.conversation_id
    )
    if not unsettled(attachment).update(state=State.INFECTED, sealed=None, claimed_at=None):
        return
    logger.warning(
        "A file had a harmful program", extra={"conversation_id": conversation.pk}
    )
    if conversation.data_key and not conversation.is_closed:
        append(
            conversation, Draft(author=Message.Author.SYSTEM, text=parting(conversation))
        )
    tell(attachment, State.INFECTED)


def parting(conversation: Conversation) -> str:
    with translation.override(conversation.language):
        return gettext(
            "A file that was sent had a harmful program in it. The file was destroyed."
        )


@transaction.atomic
def record_failure(attachment: Attachment) -> None:
    wait = min(FIRST_WAIT * (1 << min(attachment.attempts, 10)), LONGEST_WAIT)
    again = now() + wait * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load
    held = unsettled(attachment).update(
        state=State.HELD, claimed_at=None, next_try_at=again
    )
    logger.warning("A file could not be scanned", extra={"attempt": attachment.attempts})
    if held and attachment.state != State.HELD:
        tell(attachment, State.HELD)


def unsettled(attachment: Attachment) -> AttachmentQuerySet:
    return Attachment.objects.filter(pk=attachment.pk, state__in=Attachment.UNSETTLED)


def tell(attachment: Attachment, state: State) -> None:
    attachment.state = state
    conversation = attachment.message.conversation
    with translation.override(conversation.language):
        event = {
            "type": "thread.attachment",
            "seq": attachment.message.seq,
            "attachment": attachment.told(),
        }
    after_commit(publish, thread_group(conversation.pk), event)


def find_work() -> list[int]:
    """What waits for a scanner; without one, nothing waits, and files are held."""
    if not client.is_configured():
        Attachment.objects.filter(state=State.WAITING).update(state=State.HELD)
        return []
    due = Attachment.objects.due(now()).order_by("id")
    return list(due.values_list("pk", flat=True)[:50])
