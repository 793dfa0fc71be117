from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from hub.conversations.models.threads import Conversation, Message
from hub.people.models import Unit

# A claim older than this belonged to a process that died: a scan takes some seconds.
STUCK_AFTER = timedelta(minutes=2)


class AttachmentSwitch(models.Model):
    """Whether a unit takes files on a channel. Without a row `CHAT_ATTACHMENTS` says."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10, choices=Conversation.Channel.choices)
    on = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "channel"], name="conversations_attachment_switch_once"
            )
        ]

    def __str__(self) -> str:
        return f"attachment switch {self.pk}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def light(self) -> "AttachmentQuerySet":
        """Without the bytes, which only a download and a scan need."""
        return self.defer("sealed")

    def due(self, now: datetime) -> "AttachmentQuerySet":
        """To be scanned, at its time, and in nobody's hands."""
        return self.filter(
            Q(next_try_at=None) | Q(next_try_at__lte=now),
            Q(claimed_at=None) | Q(claimed_at__lt=now - STUCK_AFTER),
            state__in=Attachment.UNSETTLED,
        )


class Attachment(models.Model):
    """The file of a message of kind `attachment`: cleaned, sealed with the thread's key, and scanned afterwards."""

    class State(models.TextChoices):
        WAITING = "waiting", gettext_lazy("Being checked")
        CLEAN = "clean", pgettext_lazy("file", "Checked")
        INFECTED = "infected", gettext_lazy("Destroyed: it had a harmful program")
        HELD = "held", gettext_lazy("Not checked for harmful programs")

    UNSETTLED = (State.WAITING, State.HELD)
    KINDS = {
        "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf",
    }  # fmt: skip

    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, related_name="attachment"
    )
    media_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    # In the row and not in a store of files: it comes, goes and is restored with its message, in one transaction.
    sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="infected", sealed=None)
                | ~Q(state="infected") & Q(sealed__isnull=False),
                name="conversations_attachment_infected_is_gone",
            ),
            models.CheckConstraint(
                condition=Q(
                    media_type__in=[
                        "image/jpeg", "image/png", "image/webp", "application/pdf",
                    ]
                ),
                name="conversations_attachment_kind_known",
            ),
        ]  # fmt: skip
        indexes = [
            # The sweep: what still waits for a scanner's word.
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=["waiting", "held"]),
                name="conversations_to_scan",
            )
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk}"

    @property
    def context(self) -> str:
        """Binds the sealed bytes to their message and their type."""
        message = self.message
        return f"{message.conversation.context(message.seq)}:{self.media_type}"

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def for_client(self) -> bool:
        """Whether the client may fetch it: a worker's, and known to be harmless."""
        return self.state == self.State.CLEAN and self.message.author == "worker"

    def told(self) -> dict[str, Any]:
        """What a client's page shows of it, in the language in use."""
        return {
            "media_type": self.media_type,
            "size": self.size,
            "state": self.state,
            "label": self.words,
            "fetchable": self.for_client,
        }

    @property
    def words(self) -> str:
        if self.state == self.State.INFECTED:
            return gettext("not accepted: it had a harmful program")
        own = self.message.author == Message.Author.CLIENT
        if self.state == self.State.WAITING or (self.state == self.State.HELD and not own):
            return gettext("is being checked")
        return gettext("Sent") if own else ""
