"""`serviceHours` as the open interface of the Finnish Service Catalogue (PTV, Suomi.fi) has them, version 11."""

from datetime import date, time
from typing import Any

from hub.hours.models import ExceptionalHours, WeeklyRule

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
Hours = list[dict[str, Any]]


def ptv_service_hours(
    rules: list[WeeklyRule],
    exceptions: list[ExceptionalHours],
    holidays: dict[str, dict[date, str]],
    today: date,
) -> Hours:
    """`holidays`: by language, the names of the days. A holiday is told when it closes something, and an exception
    told of the same day comes before it."""
    entries = [
        *weekly(rules, today),
        *(exceptional(exception) for exception in exceptions),
        *(
            holiday(day, rules, {code: days[day] for code, days in holidays.items()})
            for day in holidays["fi"]
            if closes(day, rules) and not any(e.holds_on(day) for e in exceptions)
        ),
    ]
    return [entry | {"orderNumber": number} for number, entry in enumerate(entries, 1)]


def weekly(rules: list[WeeklyRule], today: date) -> Hours:
    """Rules of the same validity are one entry with several hours."""
    together: dict[tuple[date, date | None], list[WeeklyRule]] = {}
    for rule in rules:
        together.setdefault((rule.valid_from, rule.valid_to), []).append(rule)
    return [
        entry(
            "DaysOfTheWeek",
            first,
            last,
            valid_for_now=first <= today and last is None,
            hours=[hour(rule.weekday, rule.starts, rule.ends) for rule in same],
        )
        for (first, last), same in together.items()
    ]


def exceptional(exception: ExceptionalHours) -> dict[str, Any]:
    first, last = exception.first_day, exception.last_day
    hours = []
    if exception.starts and exception.ends:
        hours = [hour(first.weekday(), exception.starts, exception.ends)]
        hours[0]["dayTo"] = DAYS[last.weekday()] if last > first else None
    reason = exception.public_reason
    return entry(
        "Exceptional", first, last, hours=hours, texts={"fi": reason} if reason else {}
    )


def closes(day: date, rules: list[WeeklyRule]) -> bool:
    return any(rule.holds_on(day) and not rule.open_on_holidays for rule in rules)


def holiday(day: date, rules: list[WeeklyRule], names: dict[str, str]) -> dict[str, Any]:
    staying = [rule for rule in rules if rule.holds_on(day) and rule.open_on_holidays]
    hours = [hour(rule.weekday, rule.starts, rule.ends) for rule in staying]
    return entry("Exceptional", day, day, hours=hours, texts=names)


def entry(
    kind: str,
    first: date,
    last: date | None,
    *,
    hours: Hours,
    valid_for_now: bool = False,
    texts: dict[str, str] | None = None,
) -> dict[str, Any]:
    return {
        "serviceHourType": kind,
        "validFrom": f"{first.isoformat()}T00:00:00",
        "validTo": f"{last.isoformat()}T00:00:00" if last else None,
        "isClosed": not hours,
        "validForNow": valid_for_now,
        "isAlwaysOpen": False,
        "isReservation": False,
        "additionalInformation": [
            {"language": code, "value": text} for code, text in (texts or {}).items()
        ],
        "openingHour": hours,
    }


def hour(weekday: int, starts: time, ends: time) -> dict[str, Any]:
    return {
        "dayFrom": DAYS[weekday],
        "dayTo": None,
        "from": f"{starts:%H:%M:%S}",
        "to": f"{ends:%H:%M:%S}",
    }
