"""Openings of a roster: Wednesdays and other days to come."""

from datetime import timedelta

from hub.foundation.clock import now
from hub.hours.models import Opening
from hub.people.models import Unit


def shift(unit: Unit, *, hours: float = 72, length: float = 2) -> Opening:
    """An opening that starts in so many hours."""
    starts_at = now() + timedelta(hours=hours)
    ends_at = starts_at + timedelta(hours=length)
    return Opening.objects.create(
        unit=unit, starts_at=starts_at, ends_at=ends_at, last_entry_at=ends_at
    )
