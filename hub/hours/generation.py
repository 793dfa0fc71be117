from datetime import date, datetime, timedelta

import holidays
from django.db import transaction
from django.utils import timezone

from hub.hours.models import Opening, WeeklyRule

WEEKS_AHEAD = 5


@transaction.atomic
def generate_openings(*, now: datetime) -> int:
    """Make the dated openings of the coming weeks; running it again changes nothing.

    Finnish public holidays (the eves of midsummer and Christmas among them) stay closed unless the rule
    says otherwise.
    """
    today = timezone.localdate(now)
    days = [today + timedelta(days=ahead) for ahead in range(WEEKS_AHEAD * 7)]
    closed = holidays.country_holidays("FI", years={day.year for day in days})
    wanted = [
        opening_of(rule, day)
        for day in days
        for rule in WeeklyRule.objects.valid_on(day)
        if rule.open_on_holidays or day not in closed
    ]
    before = Opening.objects.count()
    Opening.objects.bulk_create(wanted, ignore_conflicts=True)
    return Opening.objects.count() - before


def opening_of(rule: WeeklyRule, day: date) -> Opening:
    starts_at, ends_at = rule.span_on(day)
    return Opening(
        unit_id=rule.unit_id,
        rule=rule,
        starts_at=starts_at,
        ends_at=ends_at,
        last_entry_at=max(starts_at, ends_at - timedelta(minutes=rule.last_entry_minutes)),
    )
