from datetime import datetime, timedelta

from hub.hours.models import Opening
from hub.people.models import Unit


def open_between(*, unit: Unit, starts_at: datetime, ends_at: datetime) -> Opening:
    """One opening outside the weekly rules; the same start gives the same opening, its end moved."""
    opening, _ = Opening.objects.update_or_create(
        unit=unit,
        kind=Opening.Kind.CLIENT,
        starts_at=starts_at,
        defaults={"ends_at": ends_at, "last_entry_at": ends_at - timedelta(minutes=10)},
    )
    return opening
