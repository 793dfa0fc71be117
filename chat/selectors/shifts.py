"""Past openings of a unit, and what came of one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Q, QuerySet

from chat.models import DiaryEntry, Seat, VisitorSession
from hub.conversations.models import Conversation, Theme
from hub.foundation.clock import now
from hub.hours.models import Opening
from hub.hours.panels import panels_of
from hub.people.models import User
from hub.people.selectors import public_name

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Spread:
    """Of how many, the one in the middle, and the longest; no times while there are none."""

    of: int
    median: timedelta | None = None
    longest: timedelta | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Shift:
    opening: Opening
    ended: bool
    workers: list[str]
    conversations: int
    answered: int
    unanswered: int
    left: int
    questions: int
    waited: Spread
    first_answer: Spread
    themes: QuerySet[Theme]
    diary: list[DiaryEntry]
    panels: list[dict[str, Any]]


def past_openings(user: User) -> QuerySet[Opening]:
    """The running one first, then those that were, newest first."""
    talked = Q(visitors__conversation__taken_at__isnull=False)
    return (
        Opening.objects.client()
        .visible_to(user)
        .filter(starts_at__lte=now())
        .annotate(
            conversations=Count("visitors"), answered=Count("visitors", filter=talked)
        )
        .order_by("-starts_at", "-id")[:SHOWN]
    )


def shift(opening: Opening, user: User) -> Shift:
    seats = Seat.objects.live().filter(opening=opening).select_related("worker__profile")
    rows = list(Conversation.objects.filter(visitor__opening=opening))
    taken = [row for row in rows if row.taken_at]
    unanswered = Conversation.Decision.UNANSWERED
    return Shift(
        opening=opening,
        ended=opening.ended(now()),
        workers=[public_name(seat.worker) for seat in seats.order_by("id")],
        conversations=len(rows),
        answered=len(taken),
        unanswered=sum(row.decision == unanswered for row in rows),
        left=sum(bool(row.client_left_at) and not row.taken_at for row in rows),
        questions=VisitorSession.objects.answered_questions(opening).count(),
        waited=spread([(row.created_at, row.taken_at) for row in taken]),
        first_answer=spread([(row.created_at, row.first_answer_at) for row in rows]),
        themes=themes(opening),
        diary=diary(opening),
        panels=panels_of(opening, user),
    )


def themes(opening: Opening) -> QuerySet[Theme]:
    """With `times`: in how many of its conversations; the commonest first."""
    told = Theme.objects.filter(conversations__visitor__opening=opening)
    return told.annotate(times=Count("conversations")).order_by("-times", "position", "id")


def spread(spans: list[tuple[datetime, datetime | None]]) -> Spread:
    lengths = [(end - start).total_seconds() for start, end in spans if end]
    if not lengths:
        return Spread(0)
    return Spread(
        len(lengths), timedelta(seconds=median(lengths)), timedelta(seconds=max(lengths))
    )


def diary(opening: Opening | None) -> list[DiaryEntry]:
    entries = DiaryEntry.objects.filter(opening=opening).select_related("author__profile")
    return list(entries.order_by("written_at", "id"))
