import json
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub.conversations.models import Conversation
from hub.people.models import Municipality, Unit, User
from hub.privacy.sealing import DataKey


@dataclass(frozen=True, slots=True, repr=False)
class Details:
    """Who asks and how they are reached: what is sealed of a request."""

    name: str = ""
    phone: str = ""
    other: str = ""
    when_note: str = ""
    subject: str = ""


class ContactRequestQuerySet(models.QuerySet["ContactRequest"]):
    def visible_to(self, user: User) -> "ContactRequestQuerySet":
        """The one answer to who may see a request: workers and supervisors, of their own unit."""
        if not user.answers_clients:
            return self.none()
        return self.filter(unit_id=user.unit_id)

    def unclosed(self) -> "ContactRequestQuerySet":
        return self.filter(state__in=ContactRequest.OPEN_STATES)

    def closed(self) -> "ContactRequestQuerySet":
        return self.exclude(state__in=ContactRequest.OPEN_STATES)

    def overdue(self, now: datetime) -> "ContactRequestQuerySet":
        return self.unclosed().filter(due_at__lt=now)

    def untouched(self) -> "ContactRequestQuerySet":
        """Nobody has reached the client or offered a time: who gave their permission may still take it back."""
        return self.filter(state__in=(ContactRequest.State.NEW, ContactRequest.State.TAKEN))

    def past_keeping(self, before: datetime) -> "ContactRequestQuerySet":
        return self.closed().filter(closed_at__lt=before, purged_at=None)

    def for_page(self) -> "ContactRequestQuerySet":
        """With the joins that a row and a page show."""
        return self.select_related("assignee__profile", "municipality")


class ContactRequest(models.Model):
    """A client asks to be contacted, and by when that is due. Who they are is sealed with a key of the row's own."""

    class Source(models.TextChoices):
        PAGE = "page", _("Contact request page")
        CHAT = "chat", _("From a chat, by consent")

    class Purpose(models.TextChoices):
        CALL = "call", _("A call from a worker")
        MEETING = "meeting", _("A time to meet a worker")
        WHATSAPP = "whatsapp", _("Messages by WhatsApp")

    class When(models.TextChoices):
        ANY = "any", _("Any time in office hours")
        MORNING = "morning", _("In the morning")
        AFTERNOON = "afternoon", _("In the afternoon")

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("contact request", "New")
        TAKEN = "taken", pgettext_lazy("contact request", "In progress")
        OFFERED = "offered", pgettext_lazy("contact request", "Time offered")
        HELD = "held", pgettext_lazy("contact request", "Held")
        DONE = "done", pgettext_lazy("contact request", "Done")
        UNREACHED = "unreached", pgettext_lazy("contact request", "Not reached")
        CANCELLED = "cancelled", pgettext_lazy("contact request", "Cancelled")

    IN_HAND = (State.TAKEN, State.OFFERED)
    OPEN_STATES = (State.NEW, *IN_HAND)
    OUTCOMES = (State.HELD, State.DONE, State.UNREACHED, State.CANCELLED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Said aloud on the telephone; it opens nothing.
    reference = models.CharField(max_length=8, unique=True)
    # Of the form's own random value: the same form sent twice is one request. Null when there was none.
    key_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - see above
    source = models.CharField(max_length=4, choices=Source.choices, default=Source.PAGE)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="requests")
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    purpose = models.CharField(max_length=8, choices=Purpose.choices, default=Purpose.CALL)
    when = models.CharField(max_length=9, choices=When.choices, default=When.ANY)
    language = models.CharField(max_length=8, default="fi")
    urgent = models.BooleanField(default=False)
    # Wrapped; empty once the details have been destroyed.
    data_key = models.BinaryField()
    details_sealed = models.BinaryField(null=True)
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # When the client agreed, in an anonymous chat, to be known to us; only such a request has a way back to one.
    consented_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.NEW)
    assignee = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    taken_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    offered_at = models.DateTimeField(null=True)
    meeting_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True)

    objects = ContactRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="new", assignee=None)
                | Q(state__in=("taken", "offered"), assignee__isnull=False)
                | Q(state__in=("held", "done", "unreached", "cancelled")),
                name="requests_in_hand_has_worker",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=("new", "taken", "offered"), closed_at=None, purged_at=None
                )
                | Q(
                    state__in=("held", "done", "unreached", "cancelled"),
                    closed_at__isnull=False,
                ),
                name="requests_closed_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="unreached") | Q(tries__gt=0),
                name="requests_unreached_was_tried",
            ),
            models.CheckConstraint(
                condition=Q(purged_at=None) | Q(details_sealed=None),
                name="requests_purged_knows_nobody",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("requested_at")),
                name="requests_due_after_asking",
            ),
        ]
        indexes = [
            # The staff page: what a unit has open, what is due first on top.
            models.Index(fields=["unit", "state", "due_at", "id"], name="requests_list"),
            # Retention: closed and not yet destroyed, oldest first.
            models.Index(
                fields=["closed_at"],
                condition=Q(closed_at__isnull=False, purged_at=None),
                name="requests_past_keeping",
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"

    @property
    def context(self) -> str:
        return f"request:{self.public_id}"

    def seal(self, details: Details) -> bytes:
        words = json.dumps(asdict(details), ensure_ascii=False)
        return DataKey.unwrap(self.data_key).seal(words, context=self.context)

    @property
    def details(self) -> Details:
        """Empty once they are destroyed."""
        if not self.details_sealed or not self.data_key:
            return Details()
        key = DataKey.unwrap(self.data_key)
        return Details(**json.loads(key.open(self.details_sealed, context=self.context)))

    @property
    def spoken(self) -> str:
        """`4831-9027`."""
        return f"{self.reference[:4]}-{self.reference[4:]}"

    @property
    def is_closed(self) -> bool:
        return self.state not in self.OPEN_STATES

    @property
    def is_in_hand(self) -> bool:
        return self.state in self.IN_HAND

    @property
    def may_be_taken_back(self) -> bool:
        return self.state in (self.State.NEW, self.State.TAKEN)

    def is_overdue(self, now: datetime) -> bool:
        return not self.is_closed and self.due_at < now


class AskQuerySet(models.QuerySet["Ask"]):
    def standing(self) -> "AskQuerySet":
        """Asked, and not answered."""
        return self.filter(state=Ask.State.ASKED)

    def settle(self, state: str, at: datetime) -> int:
        """Only what still stands changes: whoever comes second changes nothing."""
        return self.standing().update(state=state, settled_at=at)

    def of_destroyed(self) -> "AskQuerySet":
        """Whose conversation has lost its words: nothing may lead from it to a person any more."""
        return self.filter(conversation__purged_at__isnull=False)


class Ask(models.Model):
    """A worker asks the client of an anonymous chat whether they may be known to us. The link from the chat to the
    request is this row, and there is one only while the permission stands."""

    class State(models.TextChoices):
        ASKED = "asked"
        REFUSED = "refused"
        GIVEN = "given"
        # By the client, after giving it.
        TAKEN_BACK = "taken_back"
        # By a worker, before it was answered.
        WITHDRAWN = "withdrawn"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="asks"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=8, choices=ContactRequest.Purpose.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    request = models.OneToOneField(
        ContactRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="ask"
    )
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = AskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="given", request__isnull=False)
                | (~Q(state="given") & Q(request=None)),
                name="requests_no_link_without_consent",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", settled_at=None)
                | (~Q(state="asked") & Q(settled_at__isnull=False)),
                name="requests_settled_ask_has_time",
            ),
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(state__in=("asked", "given")),
                name="requests_one_ask_per_conversation",
            ),
        ]

    def __str__(self) -> str:
        return f"ask {self.pk}"

    @property
    def version(self) -> str:
        """What a page compares to know whether it shows the ask as it is; tells nothing else."""
        handled = self.request is not None and not self.request.may_be_taken_back
        return f"{self.public_id.hex[:8]}-{self.state}{'-handled' if handled else ''}"
