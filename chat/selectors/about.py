"""The chat's hours in languages that have no catalogue of ours: Django knows their days and months."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from chat.door import Door
from hub.hours.models import Opening

SHOWN = 3


@dataclass(frozen=True, slots=True)
class HoursAbroad:
    """`until`: when the running opening ends."""

    until: str
    coming: list[str]


def hours_abroad(door: Door, *, language: str, now: datetime) -> HoursAbroad:
    coming = Opening.objects.client().coming(now)[:SHOWN]
    with override(language):
        return HoursAbroad(
            until=moment(door.closes_at, now) if door.closes_at else "",
            coming=[words(opening) for opening in coming],
        )


def clock(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M}"


def day(at: datetime) -> str:
    return date_format(timezone.localtime(at), "l j E")


def moment(at: datetime, now: datetime) -> str:
    same_day = timezone.localdate(at) == timezone.localdate(now)
    return clock(at) if same_day else f"{clock(at)} ({day(at)})"


def words(opening: Opening) -> str:
    """`Среда 2 декабря 13:00–15:00`; with the end's day when it is another."""
    start, end = opening.starts_at, opening.ends_at
    if timezone.localdate(start) == timezone.localdate(end):
        return f"{day(start)} {clock(start)}–{clock(end)}"
    return f"{day(start)} {clock(start)} – {day(end)} {clock(end)}"
