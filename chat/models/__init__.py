"""Tables of the chat, by noun."""

from chat.models.diary import DiaryEntry
from chat.models.seats import Seat, SeatQuerySet, Seats
from chat.models.visits import VisitorSession, VisitorSessionQuerySet
from chat.models.watches import Watch

__all__ = [
    "DiaryEntry",
    "Seat",
    "SeatQuerySet",
    "Seats",
    "VisitorSession",
    "VisitorSessionQuerySet",
    "Watch",
]
