"""Rules and exceptions in words: `Keskiviikkoisin kello 13–15`."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext, pgettext

from hub.foundation.templatetags.when import clock, day
from hub.hours.models import ExceptionalHours, WeeklyRule

# A day on which no clock is turned, only to write times with.
ANY_DAY = date(2026, 1, 1)


def every(weekday: int) -> str:
    names = (
        pgettext("every week", "Mondays"), pgettext("every week", "Tuesdays"),
        pgettext("every week", "Wednesdays"), pgettext("every week", "Thursdays"),
        pgettext("every week", "Fridays"), pgettext("every week", "Saturdays"),
        pgettext("every week", "Sundays"),
    )  # fmt: skip
    return names[weekday]


def date_words(date: date) -> str:
    return day(timezone.make_aware(datetime.combine(date, time(12))))


def between(starts: time | None, ends: time | None) -> str:
    """`13–15`, `13:00–15:00` in English."""
    if starts is None or ends is None:
        return ""
    moments = [timezone.make_aware(datetime.combine(ANY_DAY, at)) for at in (starts, ends)]
    return "–".join(clock(moment) for moment in moments)


def weekly(rules: Iterable[WeeklyRule], today: date) -> list[str]:
    """One sentence for each set of hours; days with the same hours share one."""
    by_day: dict[tuple[int, date, date | None], list[str]] = {}
    for rule in rules:
        first = max(rule.valid_from, today)
        spans = by_day.setdefault((rule.weekday, first, rule.valid_to), [])
        spans.append(between(rule.starts, rule.ends))
    by_hours: dict[tuple[str, date, date | None], list[int]] = {}
    for (weekday, first, last), spans in by_day.items():
        hours = get_text_list(list(dict.fromkeys(spans)), gettext("and"))
        by_hours.setdefault((hours, first, last), []).append(weekday)
    return [
        sentence(days, hours, first if first > today else None, last)
        for (hours, first, last), days in by_hours.items()
    ]


def sentence(days: list[int], hours: str, first: date | None, last: date | None) -> str:
    listed = get_text_list([every(weekday) for weekday in days], gettext("and"))
    words = gettext("%(days)s at %(hours)s") % {"days": listed, "hours": hours}
    if first:
        words = gettext("%(words)s, from %(day)s on") % {
            "words": words,
            "day": date_words(first),
        }
    if last:
        words = gettext("%(words)s, until %(day)s") % {
            "words": words,
            "day": date_words(last),
        }
    return capfirst(words)


def exception_days(exception: ExceptionalHours) -> str:
    first, last = date_words(exception.first_day), date_words(exception.last_day)
    return first if first == last else f"{first} – {last}"


def closed(days: str, reason: str = "") -> str:
    words = gettext("%(days)s: closed") % {"days": days}
    return f"{words} ({reason})" if reason else words


def exceptional(exception: ExceptionalHours) -> str:
    days, reason = exception_days(exception), exception.public_reason
    if exception.kind == ExceptionalHours.Kind.CLOSED:
        return closed(days, reason)
    hours = between(exception.starts, exception.ends)
    words = gettext("%(days)s: open at %(hours)s") % {"days": days, "hours": hours}
    return f"{words} ({reason})" if reason else words
