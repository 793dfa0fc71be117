"""The provider lets us answer for 24 hours after the client's last message."""

from datetime import datetime, timedelta

from django.db.models import Max

from hub.conversations.models import Conversation, Message

WINDOW = timedelta(hours=24)
MARGIN = timedelta(minutes=5)


def window_closes(conversation: Conversation) -> datetime | None:
    """A little before the provider's own end: 24 hours from the client's last message to this number."""
    last: datetime | None = Message.objects.filter(
        conversation__contact=conversation.contact_id or 0,
        connection=conversation.connection,
        author=Message.Author.CLIENT,
    ).aggregate(at=Max("provider_at"))["at"]
    return last + WINDOW - MARGIN if last else None
