from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccessEntry(models.Model):
    """Who looked at or changed what, when and why; never the content.

    Append only: triggers (migration 0002) refuse update, delete and truncate. Each row's digest covers the one
    before it, so that a changed, missing or inserted row shows.
    """

    class Outcome(models.TextChoices):
        OK = "ok", _("Done")
        REFUSED = "refused", _("Refused")

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=12, blank=True)
    unit_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=40)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    ground = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.OK)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [
            # "Who has seen this thread?": the log of one object.
            models.Index(
                fields=["object_type", "object_id", "id"], name="privacy_access_object"
            ),
            # "What has this worker looked at?"
            models.Index(fields=["actor_id", "id"], name="privacy_access_actor"),
        ]

    COVERED: ClassVar[tuple[str, ...]] = (
        "at", "actor_id", "role", "unit_id", "action", "object_type", "object_id", "ground", "outcome", "previous",
    )  # fmt: skip

    def __str__(self) -> str:
        return f"access {self.pk}"


class PurgeRun(models.Model):
    """Evidence that retention ran: counts only."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    failed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"purge run {self.pk}"
