from collections.abc import Iterable

from django.db import models

from hub.hours.models import Opening
from hub.people.models import User


class SeatQuerySet(models.QuerySet["Seat"]):
    def at_desk(self) -> "SeatQuerySet":
        return self.filter(away=False)


class Seat(models.Model):
    """One worker's place in an opening. Presence is a heartbeat elsewhere; `away` is the worker's own word."""

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="seats")
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seats")
    away = models.BooleanField(default=False)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opening", "worker"], name="chat_seat_once_per_worker"
            )
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"


class Seats:
    """What the openings ask about seats (hub.hours.sources)."""

    def staffed(self, opening_ids: Iterable[int]) -> set[int]:
        seats = Seat.objects.filter(opening_id__in=list(opening_ids))
        return set(seats.values_list("opening_id", flat=True))

    def seated(self, *, opening_id: int, user_id: int) -> bool:
        """Stepping away for a moment changes nothing of it."""
        return Seat.objects.filter(opening_id=opening_id, worker_id=user_id).exists()
