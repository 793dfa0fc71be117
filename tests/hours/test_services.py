"""What keepers may do to rules and exceptions, and what is written of it."""

from datetime import date, time
from typing import Any

import pytest
from django.utils import timezone

from hub.foundation.errors import DomainError
from hub.hours import services
from hub.hours.models import ExceptionalHours, Opening, WeeklyRule
from hub.people.models import Unit, User
from hub.privacy.models import AccessEntry

START = date(2020, 1, 1)
# Not today, or the hour of the test would decide what has begun.
FAR = (timezone.localdate().weekday() + 3) % 7


def weekly(unit: Unit, by: User, **fields: Any) -> WeeklyRule:
    usual: dict[str, Any] = {
        "weekday": FAR,
        "starts": time(13),
        "ends": time(15),
        "valid_from": START,
    }
    return services.add_rule(unit=unit, by=by, **usual | fields)


def christmas(unit: Unit, by: User, **fields: Any) -> ExceptionalHours:
    usual = {"kind": "closed", "first_day": START, "last_day": date(2099, 1, 1)}
    return services.add_exception(
        exception=ExceptionalHours(unit=unit, **usual | fields), by=by
    )


def test_each_change_shows_in_the_openings_at_once(unit: Unit, aino: User) -> None:
    rule = weekly(unit, aino)
    made = Opening.objects.count()
    closed = christmas(unit, aino)
    while_closed = Opening.objects.count()
    services.remove_exception(exception=closed, by=aino)
    again = Opening.objects.count()
    services.end_rule(rule=rule, by=aino, last_day=START)

    assert made == again > 5
    assert while_closed == Opening.objects.count() == 0


def test_each_change_is_in_the_access_log_without_its_words(
    unit: Unit, leena: User
) -> None:
    rule = weekly(unit, leena)
    services.change_rule(rule=rule, by=leena, ends=time(16))
    closed = christmas(unit, leena, reason="Salainen syy")
    services.remove_exception(exception=closed, by=leena)
    services.end_rule(rule=rule, by=leena, last_day=START)

    rows = AccessEntry.objects.filter(actor_id=leena.pk).order_by("id")
    assert [(row.action, row.object_id) for row in rows] == [
        ("add_opening_rule", str(rule.public_id)),
        ("change_opening_rule", str(rule.public_id)),
        ("add_opening_exception", str(closed.public_id)),
        ("remove_opening_exception", str(closed.public_id)),
        ("end_opening_rule", str(rule.public_id)),
    ]
    assert not [row for row in rows.values() if "Salainen" in str(row)]


def test_two_rules_at_one_time_are_refused_and_side_by_side_they_are_not(
    unit: Unit, other_unit: Unit, aino: User
) -> None:
    weekly(unit, aino, valid_to=date(2026, 6, 30))

    with pytest.raises(DomainError):
        weekly(unit, aino, starts=time(14), ends=time(16))

    weekly(unit, aino, starts=time(15), ends=time(16))
    weekly(unit, aino, valid_from=date(2026, 7, 1))
    weekly(other_unit, aino)
    weekly(unit, aino, weekday=(FAR + 1) % 7)


@pytest.mark.parametrize(
    "wrong",
    [{"starts": time(15)}, {"ends": time(12)}, {"valid_to": date(2019, 12, 31)}],
)
def test_hours_and_days_that_cannot_be_are_refused(
    unit: Unit, aino: User, wrong: dict[str, Any]
) -> None:
    with pytest.raises(DomainError):
        weekly(unit, aino, **wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "other"},
        {"kind": "extra", "starts": time(9)},
        {"last_day": date(2019, 1, 1)},
    ],
)
def test_an_exception_needs_its_hours_and_its_days_in_order(
    unit: Unit, aino: User, wrong: dict[str, Any]
) -> None:
    with pytest.raises(DomainError):
        christmas(unit, aino, **wrong)
