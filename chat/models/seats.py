import uuid
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hub.foundation.clock import now
from hub.hours.models import Opening
from hub.people.models import User


class SeatQuerySet(models.QuerySet["Seat"]):
    def live(self) -> "SeatQuerySet":
        """What was withdrawn, swapped or removed stays as a row and is nobody's seat any more."""
        return self.filter(state=Seat.State.TAKEN)

    def at_desk(self) -> "SeatQuerySet":
        return self.live().filter(away=False)

    def client(self) -> "SeatQuerySet":
        """Of the roster: a seat in a practice opening is no shift."""
        return self.filter(opening__kind=Opening.Kind.CLIENT)

    def practice(self) -> "SeatQuerySet":
        return self.filter(opening__kind=Opening.Kind.PRACTICE)

    def visible_to(self, user: User) -> "SeatQuerySet":
        return self.filter(opening__in=Opening.objects.visible_to(user))

    def meeting(self, opening: Opening) -> "SeatQuerySet":
        """Seats of openings that run at the same time as this one, its own left out."""
        return self.filter(
            opening__starts_at__lt=opening.ends_at,
            opening__ends_at__gt=opening.starts_at,
            opening__closed_early_at=None,
        ).exclude(opening=opening)


class Seat(models.Model):
    """One worker's place in an opening, and how it went. Presence is a heartbeat elsewhere; `away` is the worker's
    own word."""

    class State(models.TextChoices):
        TAKEN = "taken", _("taken")
        WITHDRAWN = "withdrawn", _("given up")
        SICK = "sick", _("sick")
        SWAPPED = "swapped", _("taken over by another")
        REMOVED = "removed", _("taken off")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="seats")
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seats")
    # From 1 on; the first `CHAT_SEATS` are the roster's, one more is for who joins on the spot.
    place = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.TAKEN)
    away = models.BooleanField(default=False)
    assigned_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opening", "worker"],
                condition=Q(state="taken"),
                name="chat_seat_once_per_worker",
            ),
            models.UniqueConstraint(
                fields=["opening", "place"],
                condition=Q(state="taken"),
                name="chat_seat_once_per_place",
            ),
            models.CheckConstraint(condition=Q(place__gte=1), name="chat_seat_has_place"),
            models.CheckConstraint(
                condition=Q(state__in=["taken", "withdrawn", "sick", "swapped", "removed"]),
                name="chat_seat_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="taken", ended_at=None)
                | (~Q(state="taken") & Q(ended_at__isnull=False)),
                name="chat_seat_ended_or_taken",
            ),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"


class SwapQuerySet(models.QuerySet["Swap"]):
    def open(self) -> "SwapQuerySet":
        return self.filter(state=Swap.State.ASKED)

    def visible_to(self, user: User) -> "SwapQuerySet":
        return self.filter(seat__in=Seat.objects.visible_to(user))

    def for_colleague(self, user: User) -> "SwapQuerySet":
        """What this worker may answer: asked of them, or of anybody of the unit."""
        return self.filter(
            Q(asked=user) | Q(asked=None), seat__opening__unit_id=user.unit_id
        ).exclude(seat__worker=user)


class Swap(models.Model):
    """A worker asks a colleague, or anybody of the unit, to take over a seat."""

    class State(models.TextChoices):
        ASKED = "asked"
        ACCEPTED = "accepted"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="swaps")
    asked = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(db_default=Now())

    objects = SwapQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(state="asked"), name="chat_swap_once_per_seat"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "accepted", "refused", "withdrawn"]),
                name="chat_swap_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"swap {self.pk}"


class Seats:
    """What the openings ask about seats (hub.hours.sources)."""

    def staffed(self, opening_ids: Iterable[int]) -> set[int]:
        """A seat that was given up counts: its history stays."""
        seats = Seat.objects.filter(opening_id__in=list(opening_ids))
        return set(seats.values_list("opening_id", flat=True))

    def seated(self, *, opening_id: int, user_id: int) -> bool:
        """Stepping away for a moment changes nothing of it."""
        rows = Seat.objects.live().filter(opening_id=opening_id, worker_id=user_id)
        return rows.exists()

    def openings_of(self, user_id: int) -> "models.QuerySet[Any, Any]":
        return Seat.objects.live().filter(worker_id=user_id).values("opening")

    def workers_of(self, opening_id: int) -> set[int]:
        rows = Seat.objects.live().filter(opening_id=opening_id)
        return set(rows.values_list("worker_id", flat=True))

    def practising(self) -> "models.QuerySet[Any, Any]":
        running = Opening.objects.practice().running(now())
        return Seat.objects.live().filter(opening__in=running.order_by()).values("worker")
