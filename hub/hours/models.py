import uuid
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.people.models import Unit, User


def local_span(day: date, starts: time, ends: time) -> tuple[datetime, datetime]:
    """The two instants in UTC, in which alone they can be compared: on the night of summer time a span may vanish."""
    zone = ZoneInfo(settings.TIME_ZONE)
    begin, end = (datetime.combine(day, at, tzinfo=zone) for at in (starts, ends))
    return begin.astimezone(UTC), end.astimezone(UTC)


class WeeklyRuleQuerySet(models.QuerySet["WeeklyRule"]):
    def visible_to(self, user: User) -> "WeeklyRuleQuerySet":
        return self.filter(unit_id=user.unit_id)

    def standing(self, day: date) -> "WeeklyRuleQuerySet":
        """In force on that day or later."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day)).order_by(
            "weekday", "starts", "id"
        )


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

    # From the database, so that rows from before have each their own.
    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
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

    def holds_on(self, day: date) -> bool:
        return (
            self.weekday == day.weekday()
            and self.valid_from <= day
            and (self.valid_to is None or day <= self.valid_to)
        )


class ExceptionalHoursQuerySet(models.QuerySet["ExceptionalHours"]):
    def visible_to(self, user: User) -> "ExceptionalHoursQuerySet":
        return self.filter(unit_id=user.unit_id)

    def standing(self, day: date) -> "ExceptionalHoursQuerySet":
        """Neither taken away nor over by that day."""
        return self.filter(removed_at=None, last_day__gte=day).order_by(
            "first_day", "starts", "id"
        )


class ExceptionalHours(models.Model):
    """Days on which the weekly rules do not hold as they are. One taken away stays as a row: it was public."""

    class Kind(models.TextChoices):
        CLOSED = "closed", _("Closed")
        OTHER = "other", _("Other hours")
        EXTRA = "extra", _("Extra opening")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="exceptional_hours"
    )
    kind = models.CharField(max_length=6, choices=Kind.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    last_entry_minutes = models.PositiveSmallIntegerField(default=10)
    reason = models.CharField(max_length=150, blank=True)
    reason_public = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ExceptionalHoursQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="hours_exception_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(kind="closed", starts=None, ends=None)
                | Q(
                    kind__in=["other", "extra"],
                    starts__isnull=False,
                    ends__isnull=False,
                    ends__gt=F("starts"),
                ),
                name="hours_exception_closed_or_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"exceptional hours {self.pk}"

    def holds_on(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    @property
    def public_reason(self) -> str:
        return self.reason if self.reason_public else ""


class OpeningQuerySet(models.QuerySet["Opening"]):
    def client(self) -> "OpeningQuerySet":
        """Real openings: practice never shows to a client."""
        return self.filter(kind=Opening.Kind.CLIENT)

    def practice(self) -> "OpeningQuerySet":
        return self.filter(kind=Opening.Kind.PRACTICE)

    def visible_to(self, user: User) -> "OpeningQuerySet":
        """A unit's roster is its own; an auditor reads logs, not rosters."""
        if user.role == User.Role.AUDITOR:
            return self.none()
        return self.filter(unit_id=user.unit_id)

    def planned(self, now: datetime) -> "OpeningQuerySet":
        """What generation made and may still change, if nobody has a seat in it."""
        return self.client().filter(
            ~Q(rule=None, exception=None), starts_at__gt=now, closed_early_at=None
        )

    def closed_early(self, now: datetime) -> "OpeningQuerySet":
        """Running ones that a person closed before their time."""
        return self.filter(
            closed_early_at__lte=now, starts_at__lte=now, ends_at__gt=now
        ).order_by("starts_at", "id")

    def called_off(self, now: datetime) -> "OpeningQuerySet":
        return self.filter(starts_at__gt=now, closed_early_at__lte=now).order_by(
            "starts_at", "id"
        )

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
    exception = models.ForeignKey(
        ExceptionalHours, null=True, blank=True, on_delete=models.SET_NULL
    )
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.CLIENT)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    last_entry_at = models.DateTimeField()
    closed_early_at = models.DateTimeField(null=True, blank=True)
    closing_reason = models.CharField(max_length=200, blank=True)
    closing_reason_public = models.BooleanField(default=False)

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

    @property
    def is_practice(self) -> bool:
        return self.kind == self.Kind.PRACTICE

    def takes_new(self, now: datetime) -> bool:
        return self.starts_at <= now < self.last_entry_at and not self.ended(now)

    def ended(self, now: datetime) -> bool:
        return now >= self.ends_at or (
            self.closed_early_at is not None and now >= self.closed_early_at
        )

    def closes_soon(self, now: datetime) -> bool:
        return not self.ended(now) and self.ends_at - now <= timedelta(minutes=10)

    @property
    def same_day(self) -> bool:
        return timezone.localdate(self.starts_at) == timezone.localdate(self.ends_at)

    @property
    def public_reason(self) -> str:
        """Why it closed early, if clients may know."""
        return self.closing_reason if self.closing_reason_public else ""

    def meets(self, other: "Opening") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at
