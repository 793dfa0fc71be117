from typing import Any

from django.utils import timezone

from hub.conversations.models import Conversation, Identity
from hub.people.models import User
from hub.privacy.masking import mask_phone
from whatsapp_bridge.window import window_closes


def panel(conversation: Conversation, _user: User) -> dict[str, Any] | None:
    """What the thread page shows of the channel: masked number and time left to answer."""
    if conversation.channel != Conversation.Channel.WHATSAPP:
        return None
    closes = window_closes(conversation)
    left = int((closes - timezone.now()).total_seconds()) // 60 if closes else 0
    return {
        "number": masked_number(conversation),
        "window_open": left > 0,
        "hours": left // 60,
        "minutes": left % 60,
    }


def masked_number(conversation: Conversation) -> str:
    identity = (
        Identity.objects.filter(
            contact_id=conversation.contact_id or 0, kind=Identity.Kind.WA_ID
        )
        .order_by("-id")
        .first()
    )
    return mask_phone(identity.value) if identity else ""
