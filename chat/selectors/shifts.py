"""Past openings of a unit, and what came of one."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Q, QuerySet

from chat.models import Ban, DiaryEntry, Fact, Seat, VisitorSession
from chat.selectors.facts import facts_of
from hub.conversations.models import Theme
from hub.foundation.clock import now
from hub.hours.models import Opening
from hub.hours.panels import panels_of
from hub.people.models import User
from hub.people.selectors import public_name
from hub.privacy.suppression import Hidden, hide_small, is_small

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Spread:
    """Of how many, the one in the middle, and the longest; no times while there are none, or where a few are hidden."""

    of: int
    median: timedelta | None = None
    longest: timedelta | None = None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Shift:
    """`in_full`: read by one of the pair. Others learn nothing of groups under five, and of so few conversations only how
    many there were and how they ended (`too_few`)."""

    in_full: bool
    too_few: bool
    opening: Opening
    ended: bool
    workers: list[str]
    conversations: int
    answered: int
    unanswered: int
    left: int
    banned: int
    questions: int
    waited: Spread
    first_answer: Spread
    themes: dict[Theme, int | Hidden]
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
    pair = [seat.worker for seat in seats.order_by("id")]
    facts, in_full = facts_of([opening]), user in pair
    outcomes = Counter(fact.outcome for fact in facts.rows)
    too_few = not in_full and is_small(len(facts.rows))
    bans = Ban.objects.agreed().filter(conversation__visitor__opening=opening)
    return Shift(
        in_full=in_full,
        too_few=too_few,
        opening=opening,
        ended=opening.ended(now()),
        workers=[public_name(worker) for worker in pair],
        conversations=len(facts.rows),
        answered=outcomes[Fact.Outcome.TAKEN],
        unanswered=outcomes[Fact.Outcome.UNANSWERED],
        left=outcomes[Fact.Outcome.LEFT],
        banned=bans.values("conversation").distinct().count(),
        questions=VisitorSession.objects.answered_questions(opening).count(),
        waited=spread([fact.waited for fact in facts.rows], in_full=in_full),
        first_answer=spread([fact.answered for fact in facts.rows], in_full=in_full),
        themes={**facts.themes} if in_full else hide_small(facts.themes),
        diary=diary(opening),
        panels=[] if too_few else panels_of(opening, user),
    )


def spread(waits: list[int | None], *, in_full: bool) -> Spread:
    lengths = [wait for wait in waits if wait is not None]
    if not lengths:
        return Spread(0)
    if is_small(len(lengths)) and not in_full:
        return Spread(len(lengths), is_hidden=True)
    return Spread(
        len(lengths), timedelta(seconds=median(lengths)), timedelta(seconds=max(lengths))
    )


def diary(opening: Opening | None) -> list[DiaryEntry]:
    entries = DiaryEntry.objects.filter(opening=opening).select_related("author__profile")
    return list(entries.order_by("written_at", "id"))
