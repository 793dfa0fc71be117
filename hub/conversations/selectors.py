"""Read models of the console and of whoever shows a thread."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from hub.conversations.journal import Line, line_of
from hub.conversations.models import Conversation, ConversationQuerySet, Message
from hub.people.models import User
from hub.people.selectors import public_name
from hub.privacy.masking import mask_phone

INBOX_LIMIT = 100
WHISPERED_KINDS = (Message.Kind.NOTE,)


def thread_lines(
    conversation: Conversation, *, after: int = 0, internal: bool = False
) -> list[Line]:
    """Messages past `after` in order; notes only for staff (`internal`). Two queries at most."""
    if not conversation.data_key:
        return []
    rows = conversation.messages.filter(seq__gt=after).select_related(
        "sender__profile", "delivery"
    )
    if not internal:
        rows = rows.exclude(kind__in=WHISPERED_KINDS)
    key = conversation.key()
    return [
        line_of(
            message,
            key.open(message.body, context=conversation.context(message.seq)),
            getattr(message, "delivery", None),
        )
        for message in rows.order_by("seq")
    ]


@dataclass(frozen=True, slots=True, repr=False)
class InboxRow:
    conversation: Conversation
    label: str
    preview: str
    worker: str


BOXES = ("queue", "mine", "unit", "closed")


def in_box(user: User, box: str) -> ConversationQuerySet:
    rows = Conversation.objects.visible_to(user).client()
    if box == "queue":
        return rows.waiting().order_by("last_message_at", "id")
    if box == "mine":
        return rows.unclosed().of_worker(user).order_by("last_message_at", "id")
    if box == "closed":
        return rows.closed().order_by("-closed_at", "-id")
    return rows.unclosed().order_by("last_message_at", "id")


def inbox_rows(user: User, box: str) -> list[InboxRow]:
    """The first hundred of a box, who has waited longest first; one query and the key arithmetic."""
    return [
        InboxRow(
            conversation=conversation,
            label=client_label(conversation),
            preview=conversation.preview,
            worker=public_name(conversation.assignee) if conversation.assignee else "",
        )
        for conversation in in_box(user, box).for_inbox()[:INBOX_LIMIT]
    ]


def client_label(conversation: Conversation) -> str:
    """How a list names a client: never by number, never by more than they told the channel."""
    if conversation.contact is None:
        return gettext("Anonymous client")
    return conversation.contact.name or gettext("Client")


def box_counts(user: User) -> dict[str, int]:
    rows = Conversation.objects.visible_to(user).client()
    return {
        "queue": rows.waiting().count(),
        "mine": rows.unclosed().of_worker(user).count(),
        "unit": rows.unclosed().count(),
    }


def masked_phone(conversation: Conversation) -> str:
    if conversation.contact is None:
        return ""
    numbers = [
        i.value
        for i in conversation.contact.identities.all()
        if i.kind in ("phone", "wa_id")
    ]
    return mask_phone(numbers[0]) if numbers else ""


def follow(
    user: User, public_id: uuid.UUID, after: int
) -> tuple[Conversation, list[dict[str, Any]]] | None:
    """A thread this user may see, and the frames past `after`, notes included."""
    conversation = Conversation.objects.visible_to(user).filter(public_id=public_id).first()
    if conversation is None:
        return None
    with translation.override(user.language):
        lines = thread_lines(conversation, after=after, internal=True)
    return conversation, [line.frame() | {"kind": line.kind} for line in lines]
