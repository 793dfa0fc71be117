"""The seventh working day: counted from the day after the asking, over weekends and the days Finland is closed."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from hub.hours.holidays import holidays_between, working_day_after
from hub.hours.selectors import deadline

WEEK = range(1, 6)
HELSINKI = ZoneInfo("Europe/Helsinki")


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (date(2017, 10, 4), date(2017, 10, 13)),  # the trial's first Wednesday
        (date(2026, 11, 24), date(2026, 12, 3)),
        (date(2026, 11, 26), date(2026, 12, 7)),  # 6.12. is a Sunday anyway
        (date(2024, 12, 2), date(2024, 12, 12)),  # 6.12. is a Friday
        (date(2026, 12, 18), date(2026, 12, 31)),  # eve of Christmas, Christmas
        (date(2026, 3, 31), date(2026, 4, 13)),  # Good Friday, Easter Monday
        (date(2026, 11, 28), date(2026, 12, 8)),  # asked on a Saturday
    ],
)
def test_the_seventh_working_day(asked: date, due: date) -> None:
    assert working_day_after(asked, 7, weekdays=WEEK) == due


@given(
    asked=some.dates(date(2015, 1, 1), date(2040, 1, 1)),
    count=some.integers(1, 20),
)
def test_exactly_so_many_working_days_lie_between(asked: date, count: int) -> None:
    due = working_day_after(asked, count, weekdays=WEEK)

    between = [asked + timedelta(days=each) for each in range(1, (due - asked).days + 1)]
    closed = holidays_between(asked, due)
    working = [day for day in between if day.isoweekday() in WEEK and day not in closed]
    assert len(working) == count
    assert working[-1] == due


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_the_day_is_the_one_by_the_clock_here_in_summer_and_in_winter(hour: int) -> None:
    for day in (date(2026, 10, 21), date(2027, 3, 24)):
        asked = datetime(day.year, day.month, day.day, hour, 30, tzinfo=HELSINKI)

        due = timezone.localtime(deadline(asked, working_days=7))

        assert due.date() == working_day_after(day, 7, weekdays=WEEK)
        assert (due.hour, due.minute) == (23, 59)
