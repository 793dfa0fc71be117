import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.conversations.models import Conversation
from hub.people.models import User

# A claim older than this belongs to a worker that died: a task may run for two minutes.
CLAIM_ENDS = timedelta(minutes=3)


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: User) -> "ExportQuerySet":
        return self.filter(conversation__in=Conversation.objects.visible_to(user))

    def due(self, now: datetime) -> "ExportQuerySet":
        """What still has somewhere to go, at its time, and is in nobody's hands."""
        return self.filter(
            Q(next_try_at=None) | Q(next_try_at__lte=now),
            Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_ENDS),
            state__in=Export.UNSETTLED,
        )

    def for_list(self) -> "ExportQuerySet":
        """With the joins a row shows, and without the sealed bytes."""
        return (
            self.select_related("conversation__assignee__profile", "conversation__contact")
            .defer("sealed", "conversation__data_key", "conversation__preview_sealed")
            .order_by("-created_at", "-id")
        )


class Export(models.Model):
    """The way of one thread into the client record. The row is the job; the sealed package never changes."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        BUILT = "built", _("Built")
        SENT = "sent", _("Sent")
        RECEIVED = "received", _("Received")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        VOIDED = "voided", _("Voided")
        REPLACED = "replaced", _("Replaced")

    class Trouble(models.TextChoices):
        """Why it is not there yet, as the thread and the list say it."""

        SILENT = (
            "silent",
            _("Export failed: the receiving system did not answer. We will try again."),
        )
        BUSY = (
            "busy",
            _("Export failed: the receiving system is out of order. We will try again."),
        )
        NONSENSE = (
            "nonsense",
            _(
                "Export failed: the receiving system gave an answer we do not understand. We will try again."
            ),
        )
        UNAUTHORISED = (
            "unauthorised",
            _(
                "Export failed: the receiving system does not accept our access key. We will try again."
            ),
        )
        UNCONFIGURED = (
            "unconfigured",
            _(
                "The record system is not configured. The package waits; tell the main administrator."
            ),
        )
        CONFLICT = (
            "conflict",
            _(
                "The receiver rejected the export: it already has another content with this package id."
            ),
        )
        NO_MATTER = (
            "no_matter",
            _("The receiver rejected the export: the matter was not found."),
        )
        REFUSED = "refused", _("The receiver rejected the export.")
        CONTENT_GONE = (
            "content_gone",
            _("The content was destroyed before it could be exported."),
        )

    # Still on the way: `received` waits for the receiver's document id and asks for it.
    UNSETTLED = (State.DRAFT, State.BUILT, State.SENT, State.RECEIVED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="exports"
    )
    package_id = models.UUIDField(unique=True, editable=False)
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    digest = models.CharField(max_length=64, blank=True)
    # The zip, sealed with the conversation's own key: it goes when the conversation goes.
    sealed = models.BinaryField(null=True)
    size = models.PositiveIntegerField(default=0)
    receiver_document_id = models.CharField(max_length=120, blank=True)
    trouble = models.CharField(max_length=16, choices=Trouble.choices, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "version"], name="records_export_one_per_version"
            ),
            models.UniqueConstraint(
                fields=["conversation"],
                condition=~Q(state__in=["voided", "replaced"]),
                name="records_export_one_current",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sealed=None)
                | ~Q(digest="")
                | Q(trouble="content_gone"),
                name="records_export_built_has_digest",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | ~Q(receiver_document_id=""),
                name="records_export_accepted_has_document",
            ),
        ]
        indexes = [
            # The sweep: what still has somewhere to go.
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=["draft", "built", "sent", "received"]),
                name="records_export_due",
            ),
            # The list page, newest first.
            models.Index(fields=["-created_at", "-id"], name="records_export_newest"),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def context(self) -> str:
        """Binds the sealed package to its row."""
        return f"export:{self.package_id}"

    def open(self) -> bytes:
        return self.conversation.key().open_bytes(self.sealed or b"", context=self.context)

    @property
    def has_package(self) -> bool:
        return bool(self.digest)

    @property
    def may_retry(self) -> bool:
        return self.state in (*self.UNSETTLED, self.State.REJECTED) and bool(self.trouble)

    @property
    def tone(self) -> str:
        """Which colour the state has; the word always stands beside it."""
        if self.state == self.State.ACCEPTED:
            return "open"
        return "stop" if self.state == self.State.REJECTED else "wait"


class Acknowledgement(models.Model):
    """Each answer of the receiver once, whoever repeats it."""

    export = models.ForeignKey(
        Export, on_delete=models.CASCADE, related_name="acknowledgements"
    )
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=10)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["export", "digest"], name="records_acknowledgement_once"
            )
        ]

    def __str__(self) -> str:
        return f"acknowledgement {self.pk}"
