"""What keepers of the openings do. Each change of a rule or exception brings the coming openings in line at once."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hub.foundation.clock import now
from hub.foundation.commit import after_commit
from hub.foundation.errors import Conflict, DomainError
from hub.hours import generation, sources
from hub.hours.models import ExceptionalHours, Opening, WeeklyRule
from hub.hours.signals import opening_moved
from hub.people.models import Unit, User
from hub.privacy.services import record_access

LONGEST_PRACTICE = timedelta(hours=24)


@transaction.atomic
def add_rule(
    *,
    unit: Unit,
    by: User | None,
    weekday: int,
    starts: time,
    ends: time,
    valid_from: date,
    valid_to: date | None = None,
    last_entry_minutes: int = 10,
    open_on_holidays: bool = False,
) -> WeeklyRule:
    return keep_rule(
        WeeklyRule(
            unit=unit,
            weekday=weekday,
            starts=starts,
            ends=ends,
            valid_from=valid_from,
            valid_to=valid_to,
            last_entry_minutes=last_entry_minutes,
            open_on_holidays=open_on_holidays,
        ),
        by=by,
        action="add_opening_rule",
    )


@transaction.atomic
def change_rule(*, rule: WeeklyRule, by: User, **values: Any) -> WeeklyRule:
    """`values` as in `add_rule`; what is not given stays."""
    for name, value in values.items():
        setattr(rule, name, value)
    return keep_rule(rule, by=by, action="change_opening_rule")


def keep_rule(rule: WeeklyRule, *, by: User | None, action: str) -> WeeklyRule:
    Unit.objects.select_for_update(no_key=True).get(pk=rule.unit_id)
    check_hours(rule.starts, rule.ends)
    check_days(rule.valid_from, rule.valid_to)
    beside = WeeklyRule.objects.filter(
        unit_id=rule.unit_id,
        weekday=rule.weekday,
        starts__lt=rule.ends,
        ends__gt=rule.starts,
    ).standing(rule.valid_from)
    if rule.valid_to:
        beside = beside.filter(valid_from__lte=rule.valid_to)
    if beside.exclude(pk=rule.pk).exists():
        raise DomainError(_("Another rule has the chat open at this time."))
    rule.save()
    generation.generate_openings(now=now(), unit=rule.unit)
    record_access(by=by, action=action, obj=rule)
    return rule


@transaction.atomic
def end_rule(*, rule: WeeklyRule, by: User, last_day: date) -> None:
    check_days(rule.valid_from, last_day)
    rule.valid_to = last_day
    rule.save(update_fields=["valid_to"])
    generation.generate_openings(now=now(), unit=rule.unit)
    record_access(by=by, action="end_opening_rule", obj=rule)


@transaction.atomic
def add_exception(*, exception: ExceptionalHours, by: User | None) -> ExceptionalHours:
    """`exception` comes unsaved."""
    check_days(exception.first_day, exception.last_day)
    if exception.kind == ExceptionalHours.Kind.CLOSED:
        exception.starts = exception.ends = None
    else:
        check_hours(exception.starts, exception.ends)
    exception.save()
    generation.generate_openings(now=now(), unit=exception.unit)
    record_access(by=by, action="add_opening_exception", obj=exception)
    return exception


@transaction.atomic
def remove_exception(*, exception: ExceptionalHours, by: User) -> None:
    exception.removed_at = now()
    exception.save(update_fields=["removed_at"])
    generation.generate_openings(now=now(), unit=exception.unit)
    record_access(by=by, action="remove_opening_exception", obj=exception)


def plan_openings(*, unit: Unit, now: datetime) -> None:
    """At once, rather than at the hour."""
    generation.generate_openings(now=now, unit=unit)


def check_hours(starts: time | None, ends: time | None) -> None:
    if starts is None or ends is None:
        raise DomainError(_("Give the time of opening and of closing."))
    if ends <= starts:
        raise DomainError(_("The closing time must be after the opening time."))


def check_days(first: date, last: date | None) -> None:
    if last is not None and last < first:
        raise DomainError(_("The last day cannot be before the first."))


@transaction.atomic
def close_early(*, opening: Opening, by: User, reason: str, public: bool = False) -> None:
    """No newcomer gets in any more, or the coming opening is called off; who is in conversation goes on. Only a
    keeper of the openings makes the reason public."""
    opening = locked_opening(opening)
    check_may_close(opening, by)
    if not reason.strip():
        raise DomainError(_("Give a reason."))
    if opening.closed_early_at is not None or opening.ends_at <= now():
        raise Conflict(_("This opening has been closed already."))
    opening.closed_early_at = now()
    opening.closing_reason = reason.strip()
    opening.closing_reason_public = public and by.keeps_openings
    move(opening, by=by, action="close_opening_early")


@transaction.atomic
def reopen(*, opening: Opening, by: User) -> None:
    """As if it had not been closed, while its time is not over."""
    opening = locked_opening(opening)
    check_may_close(opening, by)
    if opening.ends_at <= now():
        raise Conflict(_("The time of this opening is over."))
    opening.closed_early_at = None
    opening.closing_reason, opening.closing_reason_public = "", False
    move(opening, by=by, action="reopen_opening")


def move(opening: Opening, *, by: User, action: str) -> None:
    opening.save(
        update_fields=["closed_early_at", "closing_reason", "closing_reason_public"]
    )
    record_access(by=by, action=action, obj=opening)
    after_commit(opening_moved.send, sender=Opening, unit_id=opening.unit_id)


def check_may_close(opening: Opening, by: User) -> None:
    if by.unit_id == opening.unit_id and (
        by.keeps_openings or sources.seated(opening_id=opening.pk, user_id=by.pk)
    ):
        return
    raise DomainError(
        _("An opening is closed by one of its workers, a supervisor or an administrator.")
    )


def locked_opening(opening: Opening) -> Opening:
    """To be asked for before a seat is given: until the end of the transaction no change of a rule takes it away."""
    found = Opening.objects.select_for_update(no_key=True).filter(pk=opening.pk).first()
    if found is None:
        raise Conflict(_("This opening is no longer planned."))
    return found


def running_between(
    *,
    unit: Unit,
    now: datetime,
    starts_at: datetime,
    ends_at: datetime,
    last_entry_minutes: int = 10,
) -> Opening:
    """An opening outside the weekly rules: a running one is made to end then, otherwise one is made."""
    last_entry_at = ends_at - timedelta(minutes=last_entry_minutes)
    running = Opening.objects.client().running(now).filter(unit=unit).first()
    if running is None:
        return Opening.objects.create(
            unit=unit, starts_at=starts_at, ends_at=ends_at, last_entry_at=last_entry_at
        )
    running.ends_at, running.last_entry_at = ends_at, last_entry_at
    running.save(update_fields=["ends_at", "last_entry_at"])
    return running


@transaction.atomic
def open_practice(
    *, unit: Unit, by: User | None, starts_at: datetime, ends_at: datetime
) -> Opening:
    """An opening that no client sees, beside whatever else runs; one that should have begun begins now."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    at = now()
    if ends_at <= starts_at:
        raise DomainError(_("The practice must end after it begins."), code="ends")
    if ends_at <= at:
        raise DomainError(_("That time is over already."), code="ends")
    starts_at = max(starts_at, at)
    if ends_at - starts_at > LONGEST_PRACTICE:
        raise DomainError(_("A practice lasts 24 hours at most."), code="ends")
    beside = Opening.objects.practice().filter(unit=unit, starts_at=starts_at)
    if beside.exists():
        raise Conflict(_("Another practice begins at that minute."), code="starts")
    opening = Opening.objects.create(
        unit=unit,
        kind=Opening.Kind.PRACTICE,
        starts_at=starts_at,
        ends_at=ends_at,
        last_entry_at=ends_at,
    )
    record_access(by=by, action="open_practice", obj=opening)
    return opening


@transaction.atomic
def close_practice(*, opening: Opening, by: User) -> None:
    """Before its time: nobody enters any more, and scripted visitors fall silent."""
    at = now()
    rows = Opening.objects.practice().filter(pk=opening.pk, closed_early_at=None)
    if not rows.filter(ends_at__gt=at).update(closed_early_at=at):
        raise Conflict(_("This practice is over."))
    record_access(by=by, action="close_practice", obj=opening)
    after_commit(opening_moved.send, sender=Opening, unit_id=opening.unit_id)
