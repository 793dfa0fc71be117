from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from hub.hours.holidays import holidays_between
from hub.hours.models import ExceptionalHours, Opening, WeeklyRule
from hub.hours.payloads import ptv_service_hours
from hub.hours.selectors import words
from hub.hours.selectors.plan import WEEKS_AHEAD

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ClientHours:
    """Sentences: the weekly hours, and how the coming weeks differ from them, by date."""

    weekly: list[str]
    changes: list[str]


def client_hours(*, now: datetime) -> ClientHours:
    today = timezone.localdate(now)
    last = today + timedelta(weeks=WEEKS_AHEAD)
    rules = list(WeeklyRule.objects.standing(today).filter(valid_from__lte=last))
    exceptions = list(ExceptionalHours.objects.standing(today).filter(first_day__lte=last))
    called_off = (
        Opening.objects.client()
        .called_off(now)
        .filter(starts_at__lt=now + timedelta(weeks=WEEKS_AHEAD))
    )
    changes = [(each.first_day, words.exceptional(each)) for each in exceptions]
    changes += [
        (day, words.closed(words.date_words(day), name))
        for day, name in closing_holidays(rules, exceptions, today, last)
    ]
    changes += [
        (day, words.closed(words.date_words(day), opening.public_reason))
        for opening in called_off
        for day in [timezone.localdate(opening.starts_at)]
    ]
    return ClientHours(
        weekly=list(dict.fromkeys(words.weekly(rules, today))),
        changes=list(dict.fromkeys(text for _, text in sorted(changes))),
    )


def closing_holidays(
    rules: Iterable[WeeklyRule],
    exceptions: Iterable[ExceptionalHours],
    first: date,
    last: date,
) -> list[tuple[date, str]]:
    """Holidays that take away a weekly opening and about which nobody has said anything else."""
    holidays = holidays_between(first, last, language=get_language() or "fi")
    return [
        (day, name)
        for day, name in holidays.items()
        if any(rule.holds_on(day) and not rule.open_on_holidays for rule in rules)
        and not any(exception.holds_on(day) for exception in exceptions)
    ]


def service_hours(*, now: datetime) -> list[dict[str, Any]]:
    """The hours of all units in the shape of the Finnish Service Catalogue (PTV), for a year ahead."""
    today = timezone.localdate(now)
    last = today + YEAR
    rules = WeeklyRule.objects.standing(today).filter(valid_from__lte=last)
    exceptions = ExceptionalHours.objects.standing(today).filter(first_day__lte=last)
    names = {
        code: holidays_between(today, last, language=code) for code in ("fi", "sv", "en")
    }
    return ptv_service_hours(list(rules), list(exceptions), names, today)
