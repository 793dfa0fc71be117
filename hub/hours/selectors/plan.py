"""The openings that rules, exceptions and holidays ask for, as unsaved rows."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from hub.hours.holidays import holidays_between
from hub.hours.models import ExceptionalHours, Opening, WeeklyRule, local_span
from hub.people.models import Unit

WEEKS_AHEAD = 8
Kind = ExceptionalHours.Kind


def coming_days(now: datetime) -> list[date]:
    today = timezone.localdate(now)
    return [today + timedelta(days=ahead) for ahead in range(WEEKS_AHEAD * 7)]


def plan(unit: Unit, days: list[date]) -> list[Opening]:
    """What rules and exceptions say of these days, unsaved and in order; of two that overlap the extra one, or else
    the earlier, stays."""
    rules = list(WeeklyRule.objects.standing(days[0]).filter(unit=unit))
    exceptions = list(ExceptionalHours.objects.standing(days[0]).filter(unit=unit))
    closed = holidays_between(days[0], days[-1])
    planned: list[Opening] = []
    for day in days:
        today = [exception for exception in exceptions if exception.holds_on(day)]
        held = [
            rule
            for rule in rules
            if rule.holds_on(day) and (rule.open_on_holidays or day not in closed)
        ]
        for opening in plan_day(day, held, today):
            if not any(opening.meets(other) for other in planned):
                planned.append(opening)
    return sorted(planned, key=lambda opening: opening.starts_at)


def plan_day(
    day: date, rules: list[WeeklyRule], exceptions: list[ExceptionalHours]
) -> list[Opening]:
    by_kind = {kind: [e for e in exceptions if e.kind == kind] for kind in Kind}
    made = [dated(day, extra) for extra in by_kind[Kind.EXTRA]]
    if not by_kind[Kind.CLOSED] and rules:
        others = by_kind[Kind.OTHER]
        made += [dated(day, other, rules[0]) for other in others]
        made += [] if others else [dated(day, rule, rule) for rule in rules]
    return [opening for opening in made if opening.starts_at < opening.ends_at]


def dated(
    day: date, hours: WeeklyRule | ExceptionalHours, rule: WeeklyRule | None = None
) -> Opening:
    assert hours.starts is not None
    assert hours.ends is not None
    starts_at, ends_at = local_span(day, hours.starts, hours.ends)
    last_entry_at = ends_at - timedelta(minutes=hours.last_entry_minutes)
    return Opening(
        unit_id=hours.unit_id,
        rule=rule,
        exception=hours if isinstance(hours, ExceptionalHours) else None,
        starts_at=starts_at,
        ends_at=ends_at,
        last_entry_at=max(starts_at, last_entry_at),
    )
