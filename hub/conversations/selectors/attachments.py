from dataclasses import dataclass

from django.conf import settings

from hub.conversations import client, transports
from hub.conversations.journal import Line, line_of
from hub.conversations.models import (
    Attachment,
    AttachmentSwitch,
    Conversation,
    Message,
)
from hub.people.models import Unit


def switched_on(unit_id: int, channel: str) -> bool:
    row = AttachmentSwitch.objects.filter(unit=unit_id, channel=channel)
    on: bool | None = row.values_list("on", flat=True).first()
    return settings.CHAT_ATTACHMENTS if on is None else on


def takes_attachments(conversation: Conversation) -> bool:
    """Whether its client may send a file. One query, for a chat."""
    return (
        conversation.channel == Conversation.Channel.CHAT
        and conversation.kind == Conversation.Kind.CLIENT
        and switched_on(conversation.unit_id, conversation.channel)
    )


def gives_attachments(conversation: Conversation) -> bool:
    """Whether its worker may send one: a client never gets a file that nobody has scanned."""
    return (
        not transports.get(conversation.channel).external
        and client.is_configured()
        and takes_attachments(conversation)
    )


def attachments_of(messages: list[Message]) -> dict[int, Attachment]:
    """By message; asks nothing where no message has a file. Without the bytes."""
    bringing = {
        message.pk: message
        for message in messages
        if message.kind == Message.Kind.ATTACHMENT
    }
    if not bringing:
        return {}
    found = {}
    for attachment in Attachment.objects.light().filter(message__in=bringing):
        attachment.message = bringing[attachment.message_id]
        found[attachment.message_id] = attachment
    return found


def attachment_line(conversation: Conversation, seq: int) -> Line | None:
    messages = conversation.messages.filter(seq=seq).select_related("sender__profile")
    message = messages.filter(kind=Message.Kind.ATTACHMENT).first()
    if message is None or not conversation.data_key:
        return None
    name = conversation.key().open(message.body, context=conversation.context(seq))
    return line_of(message, name, attachment=attachments_of([message]).get(message.pk))


@dataclass(frozen=True, slots=True)
class Keeping:
    """What the page of the switch shows."""

    on: bool
    scanned: bool
    megabytes: int
    most: int


def attachment_keeping(unit: Unit) -> Keeping:
    return Keeping(
        on=switched_on(unit.pk, Conversation.Channel.CHAT),
        scanned=client.is_configured(),
        megabytes=settings.CHAT_ATTACHMENT_MEGABYTES,
        most=settings.CHAT_ATTACHMENTS_PER_CONVERSATION,
    )
