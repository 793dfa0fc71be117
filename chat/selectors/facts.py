"""The facts of openings: frozen ones, and of what is not yet frozen, what would be."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, QuerySet

from chat.models import Fact, Seat, VisitorSession
from chat.models.facts import seconds
from hub.conversations.models import Conversation, Theme
from hub.foundation.clock import now
from hub.hours.models import Opening, OpeningQuerySet
from hub.people.models import User


class Told(NamedTuple):
    """The columns of a fact that are counted; thousands of them are cheaper than as many rows of a model."""

    opening_id: int
    outcome: str
    is_deleted: bool
    waited: int | None
    answered: int | None
    lasted: int | None
    language: str
    municipality_id: int | None
    title: str


@dataclass(frozen=True, slots=True)
class Facts:
    """`themes`: in how many conversations each; a conversation may have several, or none."""

    rows: list[Told]
    themes: dict[Theme, int]


def held_openings(user: User) -> OpeningQuerySet:
    """Real ones of the unit that have begun; one called off before it began was never held."""
    return (
        Opening.objects.client()
        .visible_to(user)
        .filter(starts_at__lte=now())
        .exclude(closed_early_at__lte=F("starts_at"))
        .order_by("starts_at", "id")
    )


def openings_between(user: User, first_day: date, last_day: date) -> list[Opening]:
    """Those that began on these days, as the calendar here has them."""
    start, end = midnight(first_day), midnight(last_day + timedelta(days=1))
    return list(held_openings(user).filter(starts_at__gte=start, starts_at__lt=end))


def opening_years(user: User) -> list[int]:
    """In which there were any, the latest first."""
    starts = held_openings(user).datetimes("starts_at", "year", order="DESC")
    return [start.year for start in starts]


def questions_between(user: User, first_day: date, last_day: date) -> list[int | None]:
    """Of each question left on these days, how many seconds its answer took; None while there is none."""
    start, end = midnight(first_day), midnight(last_day + timedelta(days=1))
    rows = Conversation.objects.client().questions().filter(unit_id=user.unit_id)
    left = rows.filter(created_at__gte=start, created_at__lt=end)
    times = left.values_list("created_at", "first_answer_at")
    return [seconds(left_at, answered_at) for left_at, answered_at in times]


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(settings.TIME_ZONE))


def facts_of(openings: list[Opening]) -> Facts:
    """Five queries, however many openings."""
    frozen = Fact.objects.of(openings).values_list(*Told._fields)
    live = VisitorSession.objects.to_count().filter(opening__in=openings)
    rows = [Told(*row) for row in frozen]
    rows += [Told(*map(partial(getattr, Fact.of(each)), Told._fields)) for each in live]
    return Facts(rows, themes_of(openings))


def themes_of(openings: list[Opening]) -> dict[Theme, int]:
    """The commonest first."""
    told = Counter(counted(Fact.themes.through.objects.filter(fact__opening__in=openings)))
    live = (
        VisitorSession.objects.to_count()
        .filter(opening__in=openings)
        .values("conversation")
    )
    told.update(
        counted(
            Conversation.themes.through.objects.filter(
                conversation__in=live, conversation__client_deleted_at=None
            )
        )
    )
    themes = Theme.objects.in_bulk(list(told))
    ordered = sorted(
        themes.values(), key=lambda theme: (-told[theme.pk], theme.position, theme.pk)
    )
    return {theme: told[theme.pk] for theme in ordered}


def counted(rows: "QuerySet[Any]") -> dict[int, int]:
    return dict(rows.order_by().values_list("theme_id").annotate(Count("id")))


def sat_in(opening: Opening, user: User) -> bool:
    """One of its pair has seen all of it already."""
    return Seat.objects.live().filter(opening=opening, worker=user).exists()
