"""A practice with Paula and Oona in it, beside the real chat of Maija and Matti."""

from datetime import timedelta

from chat import services as chat
from hub.foundation.clock import now
from hub.hours.models import Opening
from hub.people.models import Unit, User


def practice_of(unit: Unit, *workers: User, by: User | None = None) -> Opening:
    """Runs from now on, for an hour."""
    at = now()
    return chat.open_practice(
        unit=unit,
        workers=list(workers),
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        by=by,
    )
