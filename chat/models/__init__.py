"""Tables of the chat, by noun."""

from chat.models.seats import Seat, SeatQuerySet
from chat.models.visits import VisitorSession, VisitorSessionQuerySet
from chat.models.watches import Watch

__all__ = [
    "Seat",
    "SeatQuerySet",
    "VisitorSession",
    "VisitorSessionQuerySet",
    "Watch",
]
