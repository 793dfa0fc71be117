"""Days on which Finland is closed: the public holidays, and the eves of midsummer and Christmas among them."""

from datetime import date

import holidays as calendars

LANGUAGES = {"fi": "fi", "sv": "sv_FI", "en": "en_US"}


def holidays_between(first: date, last: date, *, language: str = "fi") -> dict[date, str]:
    """By day, with the day's name; in Finnish for a language the calendar does not know."""
    found = calendars.country_holidays(
        "FI",
        years=range(first.year, last.year + 1),
        language=LANGUAGES.get(language, "fi"),
    )
    return {day: name for day, name in sorted(found.items()) if first <= day <= last}
