from datetime import datetime, time

from django.conf import settings
from django.utils import timezone

from hub.hours.holidays import working_day_after


def deadline(asked_at: datetime, *, working_days: int) -> datetime:
    """The last moment, by the clock here, of that working day after the day of asking."""
    day = working_day_after(
        timezone.localdate(asked_at), working_days, weekdays=settings.DEADLINE_WEEKDAYS
    )
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
