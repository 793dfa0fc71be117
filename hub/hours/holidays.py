"""Days on which Finland is closed: the public holidays, and the eves of midsummer and Christmas among them."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import islice

import holidays as calendars

# Whatever holidays fall together, so many days more hold the working days that they take away.
HORIZON = 60
LANGUAGES = {"fi": "fi", "sv": "sv_FI", "en": "en_US"}


def holidays_between(first: date, last: date, *, language: str = "fi") -> dict[date, str]:
    """By day, with the day's name; in Finnish for a language the calendar does not know."""
    found = calendars.country_holidays(
        "FI",
        years=range(first.year, last.year + 1),
        language=LANGUAGES.get(language, "fi"),
    )
    return {day: name for day, name in sorted(found.items()) if first <= day <= last}


def working_day_after(first: date, count: int, *, weekdays: Iterable[int]) -> date:
    """The count-th day after `first` that is one of `weekdays` (Monday is 1) and no holiday; `first` is day 0."""
    working = frozenset(weekdays)
    last = first + timedelta(days=7 * count + HORIZON)
    closed = holidays_between(first, last)
    days = (first + timedelta(days=ahead) for ahead in range(1, (last - first).days + 1))
    open_days = (day for day in days if day.isoweekday() in working and day not in closed)
    return next(islice(open_days, count - 1, None))
