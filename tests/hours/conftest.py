from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hub.hours.models import ExceptionalHours, Opening, WeeklyRule
from hub.people.models import Unit

HELSINKI = ZoneInfo("Europe/Helsinki")
# A Tuesday; the Wednesdays of the eight weeks are 25.11. to 13.1.
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=HELSINKI).astimezone(UTC)
Make = Callable[..., Any]


@pytest.fixture
def rule(unit: Unit) -> Make:
    """A rule for Wednesdays 13-15 from the start of the year, but for what is said."""

    def make(**fields: Any) -> WeeklyRule:
        usual = {
            "unit": unit,
            "weekday": WeeklyRule.Weekday.WEDNESDAY,
            "starts": time(13),
            "ends": time(15),
            "valid_from": date(2026, 1, 1),
        }
        return WeeklyRule.objects.create(**usual | fields)

    return make


@pytest.fixture
def exception(unit: Unit) -> Make:
    """One day, unless more are said."""

    def make(kind: str, day: date, **fields: Any) -> ExceptionalHours:
        usual = {"unit": unit, "kind": kind, "first_day": day, "last_day": day}
        return ExceptionalHours.objects.create(**usual | fields)

    return make


def spans(**wanted: Any) -> list[str]:
    """`25.11. 13-15` of each opening, in order."""
    openings = Opening.objects.filter(**wanted).order_by("starts_at")
    return [span(opening) for opening in openings]


def span(opening: Opening) -> str:
    start, end = (t.astimezone(HELSINKI) for t in (opening.starts_at, opening.ends_at))
    return f"{start.day}.{start.month}. {start:%H:%M}-{end:%H:%M}"
