"""Tables of conversations, by noun."""

from hub.conversations.models.attachments import (
    Attachment,
    AttachmentQuerySet,
    AttachmentSwitch,
)
from hub.conversations.models.contacts import Contact, ContactQuerySet, Identity
from hub.conversations.models.deliveries import Delivery, DeliveryQuerySet
from hub.conversations.models.emergencies import (
    EmergencyCall,
    EmergencyCallQuerySet,
    Summons,
    SummonsQuerySet,
)
from hub.conversations.models.handovers import Handover, HandoverQuerySet
from hub.conversations.models.themes import Theme, ThemeQuerySet
from hub.conversations.models.threads import Conversation, ConversationQuerySet, Message

__all__ = [
    "Attachment",
    "AttachmentQuerySet",
    "AttachmentSwitch",
    "Contact",
    "ContactQuerySet",
    "Conversation",
    "ConversationQuerySet",
    "Delivery",
    "DeliveryQuerySet",
    "EmergencyCall",
    "EmergencyCallQuerySet",
    "Handover",
    "HandoverQuerySet",
    "Identity",
    "Message",
    "Summons",
    "SummonsQuerySet",
    "Theme",
    "ThemeQuerySet",
]
