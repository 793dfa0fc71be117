"""The provider's shapes, and nobody else's: raw bytes in, a list of events out."""

from whatsapp_bridge.payloads.events import (
    Echo,
    Event,
    InboundMessage,
    Person,
    ProviderError,
    StatusChange,
    Unhandled,
)
from whatsapp_bridge.payloads.parsing import parse

__all__ = [
    "Echo",
    "Event",
    "InboundMessage",
    "Person",
    "ProviderError",
    "StatusChange",
    "Unhandled",
    "parse",
]
