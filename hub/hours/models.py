import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from hub.people.models import Unit, User


class WeeklyRuleQuerySet(models.QuerySet["WeeklyRule"]):
    def valid_on(self, day: date) -> "WeeklyRuleQuerySet":
        return self.filter(
            Q(valid_to=None) | Q(valid_to__gte=day),
            valid_from__lte=day,
            weekday=day.weekday(),
        ).order_by("starts", "id")


class WeeklyRule(models.Model):
    """`Wednesdays 13-15`, in local time, so that summer time does not move it."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0
        TUESDAY = 1
        WEDNESDAY = 2
        THURSDAY = 3
        FRIDAY = 4
        SATURDAY = 5
        SUNDAY = 6

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="weekly_rules")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    starts = models.TimeField()
    ends = models.TimeField()
    last_entry_minutes = models.PositiveSmallIntegerField(default=10)
    open_on_holidays = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = WeeklyRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")), name="hours_rule_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6), name="hours_rule_weekday_known"
            ),
        ]

    def __str__(self) -> str:
        return f"rule {self.pk}"

    def span_on(self, day: date) -> tuple[datetime, datetime]:
        zone = ZoneInfo(settings.TIME_ZONE)
        return (
            datetime.combine(day, self.starts, tzinfo=zone),
            datetime.combine(day, self.ends, tzinfo=zone),
        )


class OpeningQuerySet(models.QuerySet["Opening"]):
    def client(self) -> "OpeningQuerySet":
        """Real openings: practice never shows to a client."""
        return self.filter(kind=Opening.Kind.CLIENT)

    def visible_to(self, user: User) -> "OpeningQuerySet":
        """A unit's roster is its own; an auditor reads logs, not rosters."""
        if user.role == User.Role.AUDITOR:
            return self.none()
        return self.filter(unit_id=user.unit_id)

    def running(self, now: datetime) -> "OpeningQuerySet":
        return self.filter(
            Q(closed_early_at=None) | Q(closed_early_at__gt=now),
            starts_at__lte=now,
            ends_at__gt=now,
        ).order_by("starts_at", "id")

    def coming(self, now: datetime) -> "OpeningQuerySet":
        return self.filter(starts_at__gt=now, closed_early_at=None).order_by(
            "starts_at", "id"
        )


class Opening(models.Model):
    """A dated opening. Everything that says `open` reads these rows."""

    class Kind(models.TextChoices):
        CLIENT = "client"
        PRACTICE = "practice"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="openings")
    rule = models.ForeignKey(WeeklyRule, null=True, blank=True, on_delete=models.SET_NULL)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.CLIENT)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    last_entry_at = models.DateTimeField()
    closed_early_at = models.DateTimeField(null=True, blank=True)
    closing_reason = models.CharField(max_length=200, blank=True)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "starts_at"], name="hours_opening_once_per_start"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="hours_opening_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(last_entry_at__lte=F("ends_at")),
                name="hours_opening_entry_before_end",
            ),
        ]
        indexes = [
            # The door on every client page: which opening runs now, which comes next.
            models.Index(
                fields=["kind", "ends_at", "starts_at"], name="hours_opening_door"
            ),
        ]

    def __str__(self) -> str:
        return f"opening {self.pk}"

    def takes_new(self, now: datetime) -> bool:
        return self.starts_at <= now < self.last_entry_at and not self.ended(now)

    def ended(self, now: datetime) -> bool:
        return now >= self.ends_at or (
            self.closed_early_at is not None and now >= self.closed_early_at
        )

    def closes_soon(self, now: datetime) -> bool:
        return not self.ended(now) and self.ends_at - now <= timedelta(minutes=10)
