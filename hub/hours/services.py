from datetime import datetime, timedelta

from hub.hours.models import Opening
from hub.people.models import Unit


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
