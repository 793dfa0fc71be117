from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext

from hub.hours import sources
from hub.hours.models import ExceptionalHours, Opening, WeeklyRule
from hub.hours.selectors import words
from hub.hours.selectors.plan import WEEKS_AHEAD, coming_days, plan
from hub.people.models import User


@dataclass(frozen=True, slots=True)
class RuleRow:
    rule: WeeklyRule
    words: str


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    exception: ExceptionalHours
    words: str


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """`stays`: rules and exceptions ask for something else now, but somebody is seated or it has begun."""

    opening: Opening
    origin: str
    staffed: bool
    stays: bool


@dataclass(frozen=True, slots=True)
class Keeping:
    rules: list[RuleRow]
    exceptions: list[ExceptionRow]
    openings: list[OpeningRow]


def keeping(user: User, *, now: datetime) -> Keeping:
    today = timezone.localdate(now)
    rules = WeeklyRule.objects.visible_to(user).standing(today)
    exceptions = ExceptionalHours.objects.visible_to(user).standing(today)
    return Keeping(
        rules=[RuleRow(rule, words.weekly([rule], today)[0]) for rule in rules],
        exceptions=[ExceptionRow(each, words.exceptional(each)) for each in exceptions],
        openings=opening_rows(user, now),
    )


def opening_rows(user: User, now: datetime) -> list[OpeningRow]:
    openings = list(
        Opening.objects.visible_to(user).client().select_related("exception")
        .filter(ends_at__gt=now, starts_at__lt=now + timedelta(weeks=WEEKS_AHEAD))
        .order_by("starts_at", "id")
    )  # fmt: skip
    asked_for = {
        (opening.starts_at, opening.ends_at)
        for opening in plan(user.unit, coming_days(now))
    }
    staffed = sources.staffed(opening.pk for opening in openings)
    return [
        OpeningRow(
            opening=opening,
            origin=origin(opening),
            staffed=opening.pk in staffed,
            stays=made_by_rule(opening)
            and (opening.starts_at, opening.ends_at) not in asked_for,
        )
        for opening in openings
    ]


def made_by_rule(opening: Opening) -> bool:
    return bool(opening.rule_id or opening.exception_id)


def origin(opening: Opening) -> str:
    if opening.exception:
        return str(opening.exception.get_kind_display())
    return gettext("Weekly rule") if opening.rule_id else gettext("Made by hand")
