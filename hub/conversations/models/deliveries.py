import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.conversations.models.threads import Message


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> "DeliveryQuerySet":
        return self.filter(
            Q(next_try_at=None) | Q(next_try_at__lte=now), status=Delivery.Status.QUEUED
        ).order_by("id")

    def stuck(self, before: datetime) -> "DeliveryQuerySet":
        return self.filter(status=Delivery.Status.SENDING, claimed_at__lt=before)


class Delivery(models.Model):
    """The way of one message over an outside channel. Its status only moves forward."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Sending…")
        SENDING = "sending", _("Sending…")
        UNCERTAIN = "uncertain", _("Not known whether it left")
        SENT = "sent", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        READ = "read", _("Read")
        FAILED = "failed", _("Failed")

    # A later report may only raise the rank; `failed` counts when nothing above `sent` was seen.
    RANK: ClassVar[dict[str, int]] = {
        "queued": 0, "sending": 1, "uncertain": 2, "sent": 3, "failed": 4, "delivered": 5, "read": 6,
    }  # fmt: skip

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, related_name="delivery"
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=24, blank=True)
    error_text = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = [
            # The sweep: what still waits to leave.
            models.Index(
                fields=["next_try_at"],
                condition=Q(status="queued"),
                name="conversations_to_send",
            )
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"
