"""Tables of the chat, by noun."""

from chat.models.bans import Ban, BanQuerySet
from chat.models.diary import DiaryEntry
from chat.models.facts import Fact, FactQuerySet
from chat.models.notices import CalendarLink, Notice, NoticeQuerySet
from chat.models.practice import (
    PracticeFeedback,
    PracticeFeedbackQuerySet,
    ScriptRun,
    ScriptRunQuerySet,
)
from chat.models.push import Push, PushDevice, PushQuerySet
from chat.models.seats import Seat, SeatQuerySet, Seats, Swap, SwapQuerySet
from chat.models.visits import VisitorSession, VisitorSessionQuerySet
from chat.models.watches import Watch

__all__ = [
    "Ban",
    "BanQuerySet",
    "CalendarLink",
    "DiaryEntry",
    "Fact",
    "FactQuerySet",
    "Notice",
    "NoticeQuerySet",
    "PracticeFeedback",
    "PracticeFeedbackQuerySet",
    "Push",
    "PushDevice",
    "PushQuerySet",
    "ScriptRun",
    "ScriptRunQuerySet",
    "Seat",
    "SeatQuerySet",
    "Seats",
    "Swap",
    "SwapQuerySet",
    "VisitorSession",
    "VisitorSessionQuerySet",
    "Watch",
]
