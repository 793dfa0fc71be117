"""Tables of the chat, by noun."""

from chat.models.notices import CalendarLink, Notice, NoticeQuerySet
from chat.models.seats import Seat, SeatQuerySet, Swap, SwapQuerySet
from chat.models.visits import VisitorSession, VisitorSessionQuerySet

__all__ = [
    "CalendarLink",
    "Notice",
    "NoticeQuerySet",
    "Seat",
    "SeatQuerySet",
    "Swap",
    "SwapQuerySet",
    "VisitorSession",
    "VisitorSessionQuerySet",
]
