import uuid
from datetime import datetime

from django.db import models
from django.db.models.functions import Now

from chat.models.notices import Notice
from hub.people.models import User


class PushDevice(models.Model):
    """A browser that shows a worker's notices while no page of ours is open. Where it is reached is sealed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="push_devices")
    endpoint_hash = models.CharField(max_length=64, unique=True)
    subscription_sealed = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"push device {self.pk}"


class PushQuerySet(models.QuerySet["Push"]):
    def due(self, now: datetime) -> "PushQuerySet":
        return self.filter(due_at__lte=now)


class Push(models.Model):
    """One notice on its way to one device: gone once it was taken, or is of no use any more."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="+")
    device = models.ForeignKey(PushDevice, on_delete=models.CASCADE, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())

    objects = PushQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "device"], name="chat_push_once")
        ]
        indexes = [
            # The job: what is to be tried now.
            models.Index(fields=["due_at"], name="chat_push_due"),
        ]

    def __str__(self) -> str:
        return f"push {self.pk}"
