"""Times as people here write them: `klo 13.05`, `ke 2.12.2026`."""

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext

register = template.Library()


def weekday(day: int) -> str:
    names = (
        pgettext("weekday", "Mon"), pgettext("weekday", "Tue"), pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"), pgettext("weekday", "Fri"), pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )  # fmt: skip
    return names[day]


@register.filter
def clock(moment: datetime | None) -> str:
    """`13.05` in Finnish and Swedish, `13:05` in English; whole hours as `13`, but `13:00` in English."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    if get_language() == "en":
        return f"{local:%H:%M}"
    return f"{local.hour}.{local.minute:02}" if local.minute else f"{local.hour}"


@register.filter
def at_clock(moment: datetime | None) -> str:
    """With the word before it: `klo 13.05`, `kl. 13.05`, `13:05`."""
    return gettext("at %(time)s") % {"time": clock(moment)} if moment else ""


@register.filter
def day(moment: datetime | None) -> str:
    """`ke 2.12.2026`."""
    if moment is None:
        return ""
    return day_of(timezone.localdate(moment))


@register.filter
def day_of(date: date) -> str:
    """As `day`, of a date that has no clock."""
    return f"{weekday(date.weekday())} {date.day}.{date.month}.{date.year}"


@register.filter
def weekday_of(date: date) -> str:
    return weekday(date.weekday())


@register.filter
def hours(span: Any) -> str:
    """`klo 13–15`, of anything that has `starts_at` and `ends_at`; with the end's day when it is another."""
    start, end = span.starts_at, span.ends_at
    same = timezone.localdate(start) == timezone.localdate(end)
    if not same:
        return f"{at_clock(start)} – {day_clock(end)}"
    return gettext("at %(time)s") % {"time": f"{clock(start)}–{clock(end)}"}


@register.filter
def day_clock(moment: datetime | None) -> str:
    """`ke 2.12.2026 klo 13`."""
    return f"{day(moment)} {at_clock(moment)}" if moment else ""


@register.filter
def near(moment: datetime | None) -> str:
    """`klo 15` today, `ke 2.12.2026 klo 15` on any other day."""
    if moment and timezone.localdate(moment) == timezone.localdate():
        return at_clock(moment)
    return day_clock(moment)


@register.filter
def iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


@register.filter
def span(length: timedelta) -> str:
    """`4 min`, `1 h 5 min`, `2 pv`: as `waited.js` lets them grow."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return gettext("under 1 min")
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {rest} min"
    return f"{hours // 24} {pgettext('days', 'd')}"
