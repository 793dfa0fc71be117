"""Tables of the chat, by noun."""

from chat.models.seats import Seat, SeatQuerySet, Seats
from chat.models.visits import VisitorSession, VisitorSessionQuerySet

__all__ = [
    "Seat",
    "SeatQuerySet",
    "Seats",
    "VisitorSession",
    "VisitorSessionQuerySet",
]
