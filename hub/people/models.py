import uuid
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Unit(models.Model):
    """A team that shares an inbox, a chat and a roster."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120, unique=True)
    name_sv = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    # Of the social emergency service, where a municipality has no other.
    emergency_phone = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"unit {self.pk}"

    @property
    def local_name(self) -> str:
        return {"sv": self.name_sv, "en": self.name_en}.get(
            get_language() or "", ""
        ) or self.name


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def current(self) -> "MunicipalityQuerySet":
        return self.filter(successor=None).order_by("name_fi", "id")


class Municipality(models.Model):
    code = models.CharField(max_length=3, unique=True)
    name_fi = models.CharField(max_length=80)
    name_sv = models.CharField(max_length=80, blank=True)
    emergency_phone = models.CharField(max_length=40, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )

    objects = MunicipalityQuerySet.as_manager()

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return (self.name_sv if get_language() == "sv" else "") or self.name_fi


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, *, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def answering(self, unit_id: int) -> models.QuerySet["User"]:
        """Who of a unit may sit on a shift."""
        roles = [User.Role.WORKER, User.Role.SUPERVISOR]
        return self.filter(is_active=True, unit_id=unit_id, role__in=roles).order_by("id")


class User(AbstractBaseUser):
    """A member of staff. One role each; what a role may do stands at each view and in `visible_to()`."""

    class Role(models.TextChoices):
        WORKER = "worker", _("Worker")
        SUPERVISOR = "supervisor", _("Supervisor")
        ADMIN = "admin", _("Administrator")
        AUDITOR = "auditor", _("Auditor")

    class Language(models.TextChoices):
        FINNISH = "fi", "Suomi"
        SWEDISH = "sv", "Svenska"
        ENGLISH = "en", "English"

    email = models.EmailField(unique=True)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.WORKER)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="users")
    language = models.CharField(
        max_length=2, choices=Language.choices, default=Language.FINNISH
    )
    # Off for whoever's speech input or tremor presses keys they did not mean (WCAG 2.1.4).
    single_keys = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=["worker", "supervisor", "admin", "auditor"]),
                name="people_user_role_known",
            )
        ]

    def __str__(self) -> str:
        return f"user {self.pk}"

    @property
    def answers_clients(self) -> bool:
        """Whether there is a console for this role."""
        return self.role in (self.Role.WORKER, self.Role.SUPERVISOR)

    @property
    def keeps_roster(self) -> bool:
        """Whether this role gives seats to others and takes them away."""
        return self.role in (self.Role.SUPERVISOR, self.Role.ADMIN)

    @property
    def keeps_openings(self) -> bool:
        return self.role in (self.Role.SUPERVISOR, self.Role.ADMIN)


class WorkerProfile(models.Model):
    """What a client may learn of a worker: title and first name. The surname is for colleagues alone."""

    class Title(models.TextChoices):
        SOCIAL_WORKER = "social_worker", _("Social worker")
        SOCIAL_INSTRUCTOR = "social_instructor", _("Social instructor")
        SERVICE_SECRETARY = "service_secretary", _("Service secretary")
        SERVICE_ADVISER = "service_adviser", _("Service adviser")
        LEADING_SOCIAL_WORKER = "leading_social_worker", _("Leading social worker")

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    title = models.CharField(max_length=24, choices=Title.choices)
    first_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"profile {self.pk}"

    @property
    def public_name(self) -> str:
        """`Sosiaaliohjaaja Matti` in the language in use."""
        return f"{self.get_title_display()} {self.first_name}"

    @property
    def initials(self) -> str:
        return (self.first_name[:1] + self.last_name[:1]).upper()


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def touching(self, first_day: date, last_day: date) -> "AbsenceQuerySet":
        return self.filter(first_day__lte=last_day, last_day__gte=first_day)

    def visible_to(self, user: User) -> "AbsenceQuerySet":
        """Their own, and to who keeps the roster the unit's."""
        if user.keeps_roster:
            return self.filter(user__unit_id=user.unit_id)
        return self.filter(user=user)


class Absence(models.Model):
    """Days on which somebody is not at work. Why is nobody's business here, and there is no place to write it."""

    class Kind(models.TextChoices):
        AWAY = "away", _("Away")
        SICK = "sick", _("Sick")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    first_day = models.DateField()
    last_day = models.DateField()

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "first_day", "last_day"],
                name="people_absence_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["away", "sick"]),
                name="people_absence_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="people_absence_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"absence {self.pk}"
