from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.conversations.models.contacts import Contact
from hub.conversations.models.practice import practised_by
from hub.conversations.models.questions import outwaited
from hub.conversations.models.sealed import Sealed
from hub.conversations.models.themes import Theme
from hub.hours.models import Opening
from hub.people.models import Municipality, Unit, User


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, user: User) -> "ConversationQuerySet":
        """The one answer to who may see a conversation: workers and supervisors, of their own unit; practice only
        those who are in it, and supervisors."""
        if not user.answers_clients:
            return self.none()
        own = self.filter(unit_id=user.unit_id)
        if user.role == User.Role.SUPERVISOR:
            return own
        return own.filter(Q(practice=None) | practised_by(user))

    def in_boxes_of(self, user: User) -> "ConversationQuerySet":
        """What the lists of a worker hold: clients, and practice for whoever is in it."""
        client = Q(kind=Conversation.Kind.CLIENT)
        return self.visible_to(user).filter(client | practised_by(user))

    def client(self) -> "ConversationQuerySet":
        return self.filter(kind=Conversation.Kind.CLIENT)

    def waiting(self) -> "ConversationQuerySet":
        return self.filter(status=Conversation.Status.WAITING)

    def expecting(self) -> "ConversationQuerySet":
        """Waiting, and somebody can be answered: who has left for good waits for nobody."""
        return self.waiting().filter(Q(client_left_at=None) | Q(client_may_return=True))

    def questions(self) -> "ConversationQuerySet":
        return self.filter(is_question=True)

    def queued(self) -> "ConversationQuerySet":
        """Whose client waits now; a question waits for the next shift instead."""
        return self.waiting().filter(is_question=False)

    def unclosed(self) -> "ConversationQuerySet":
        return self.exclude(status=Conversation.Status.CLOSED)

    def closed(self) -> "ConversationQuerySet":
        return self.filter(status=Conversation.Status.CLOSED)

    def settled(self) -> "ConversationQuerySet":
        """Closed, and nothing of it still on its way to the client record."""
        return self.closed().exclude(decision__in=Conversation.TO_RECORD, exported_at=None)

    def past_keeping(self, now: datetime) -> "ConversationQuerySet":
        """Anonymous chats whose words are due to go: settled some time ago or deleted by the client, never taken, or
        questions that have waited as long as one may."""
        before = now - timedelta(hours=settings.CHAT_RETENTION_HOURS)
        chats = self.filter(channel=Conversation.Channel.CHAT, practice=None)
        unwanted = Q(client_deleted_at__isnull=False)
        ended = chats.settled().filter(Q(closed_at__lt=before) | unwanted)
        never_taken = chats.queued().filter(last_message_at__lt=before)
        return ended | never_taken | chats.filter(outwaited(now))

    def of_worker(self, user: User) -> "ConversationQuerySet":
        return self.filter(assignee=user)

    def for_inbox(self) -> "ConversationQuerySet":
        """With the joins a list row shows: assignee's name, municipality, contact."""
        return self.select_related("assignee__profile", "municipality", "contact")


class Conversation(Sealed):
    class Channel(models.TextChoices):
        CHAT = "chat", _("chat")
        WHATSAPP = "whatsapp", "WhatsApp"

    class Kind(models.TextChoices):
        CLIENT = "client"
        PRACTICE = "practice"
        TEST = "test"

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        OPEN = "open", _("In progress")
        CLOSED = "closed", _("Ended")

    class Decision(models.TextChoices):
        RECORDED = "recorded", _("Recorded in the client record")
        SUMMARISED = "summarised", _("Recorded as a summary")
        NOT_RECORDABLE = "not_recordable", _("Not to be recorded")
        ADVICE = "advice", _("General advice, not recorded")
        # No worker chooses these: the client had gone, or the chat had closed, before one came; or the client
        # would have nothing kept; or a question had waited too long.
        NEVER_TAKEN = "never_taken", _("The client left before anybody answered")
        UNANSWERED = "unanswered", _("The chat closed before anybody answered")
        DELETED = "deleted", _("Deleted by the client")
        EXPIRED = "expired", _("The question's time ran out")

    TO_RECORD = (Decision.RECORDED, Decision.SUMMARISED)
    BY_WORKERS = (*TO_RECORD, Decision.NOT_RECORDABLE, Decision.ADVICE)

    class Routing(models.TextChoices):
        QUEUE = "queue", _("Unit's queue")
        NAMED_WORKER = "named_worker", _("Client's named worker")
        TAKEN = "taken", _("Taken from the queue")
        HANDED_OVER = "handed_over", _("Handed over by a colleague")

    channel = models.CharField(max_length=10, choices=Channel.choices)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.CLIENT)
    # The practice opening it is of; indexed below for the few that have one.
    practice = models.ForeignKey(
        Opening, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False,
    )  # fmt: skip
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="conversations")
    contact = models.ForeignKey(
        Contact,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="conversations",
    )
    # The connection a channel reached the client by: replies leave the same way.
    connection = models.CharField(max_length=64, blank=True)
    assignee = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="conversations"
    )
    routing = models.CharField(
        max_length=16, choices=Routing.choices, default=Routing.QUEUE
    )
    language = models.CharField(max_length=8, default="fi")
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="conversations")
    # What the client said it is about before they began; among `themes` until a worker knows better.
    client_theme = models.ForeignKey(
        Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Left while the chat was closed: answered in the next shift, read later by a return code. Its client is never
    # said to have left.
    is_question = models.BooleanField(default=False)
    # When the shift ends that was promised to answer it; null when none was known.
    answer_due_at = models.DateTimeField(null=True)
    last_seq = models.PositiveIntegerField(default=0)
    read_seq = models.PositiveIntegerField(default=0)
    last_author = models.CharField(max_length=8, blank=True)
    last_message_at = models.DateTimeField(null=True)
    last_client_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True)
    # Kept beside the thread, whose messages go: a summary of an opening is asked for later.
    first_answer_at = models.DateTimeField(null=True)
    client_left_at = models.DateTimeField(null=True)
    # An anonymous client has a code to come back with: what is written after they left will be read.
    client_may_return = models.BooleanField(default=False)
    client_deleted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decision = models.CharField(max_length=16, choices=Decision.choices, blank=True)
    # The record system has it, under a document id of its own; until then a recorded thread is kept.
    exported_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel="chat", contact=None)
                | Q(channel="whatsapp", contact__isnull=False),
                name="conversations_chat_has_no_contact",
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(closed_at__isnull=False),
                name="conversations_closed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(kind="practice", channel="chat", practice__isnull=False)
                | (~Q(kind="practice") & Q(practice=None)),
                name="conversations_practice_has_opening",
            ),
            models.CheckConstraint(
                condition=Q(kind="client") | Q(exported_at=None),
                name="conversations_only_clients_recorded",
            ),
            models.CheckConstraint(
                condition=Q(is_question=False, answer_due_at=None)
                | Q(is_question=True, channel="chat"),
                name="conversations_question_is_chat",
            ),
            models.UniqueConstraint(
                fields=["contact", "connection"],
                condition=~Q(status="closed") & Q(contact__isnull=False),
                name="conversations_one_unclosed_per_contact",
            ),
        ]
        indexes = [
            # The inbox: what a unit has open, who waited longest first.
            models.Index(
                fields=["unit", "status", "last_message_at", "id"],
                name="conversations_inbox",
            ),
            # The room of a practice, and its retention.
            models.Index(
                fields=["practice"],
                condition=Q(practice__isnull=False),
                name="conversations_practice",
            ),
            # The box of questions, oldest first, and the count of those overdue.
            models.Index(
                fields=["unit", "created_at", "id"],
                condition=Q(is_question=True) & ~Q(status="closed"),
                name="conversations_questions",
            ),
            # Retention: closed and not yet purged, oldest first.
            models.Index(
                fields=["closed_at"],
                condition=Q(status="closed", purged_at=None),
                name="conversations_due",
            ),
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.CLOSED

    @property
    def is_practice(self) -> bool:
        return self.kind == self.Kind.PRACTICE

    @property
    def unread(self) -> bool:
        return self.last_author == Message.Author.CLIENT and self.read_seq < self.last_seq

    @property
    def has_left(self) -> bool:
        """For good: nobody would read an answer."""
        return self.client_left_at is not None and not self.client_may_return

    @property
    def left_waiting(self) -> bool:
        """Wrote, and left before anybody took it: to be read and ended, not taken."""
        return self.status == self.Status.WAITING and self.has_left

    @property
    def is_for_record(self) -> bool:
        return self.decision in self.TO_RECORD

    @property
    def kept_until(self) -> datetime | None:
        """When the words of an ended chat are due to go; None while it has not ended, and of practice, which goes
        with its opening."""
        if self.closed_at is None or self.is_practice:
            return None
        return self.closed_at + timedelta(hours=settings.CHAT_RETENTION_HOURS)

    @property
    def is_new(self) -> bool:
        """Something in it that its worker has not seen, if only that somebody came."""
        if self.left_waiting:
            return False
        return self.unread or (self.status == self.Status.WAITING and not self.last_seq)

    def waited(self, now: datetime) -> timedelta | None:
        """How long the client has been without an answer; None when nobody waits for one."""
        if self.is_closed or self.has_left:
            return None
        if self.status == self.Status.WAITING:
            return now - self.created_at
        if self.last_author == Message.Author.CLIENT and self.last_client_at:
            return now - self.last_client_at
        return None

    @property
    def language_name(self) -> str:
        names = {
            "fi": _("Finnish"), "sv": _("Swedish"), "en": _("English"), "selko": _("plain Finnish")
        }  # fmt: skip
        return str(names.get(self.language, self.language))


class Message(models.Model):
    """Never edited. `seq` is the order; `client_key` makes a repeated send the same message."""

    class Author(models.TextChoices):
        CLIENT = "client"
        WORKER = "worker"
        SYSTEM = "system"

    class Kind(models.TextChoices):
        TEXT = "text"
        NOTE = "note"
        ATTACHMENT = "attachment"

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages"
    )
    seq = models.PositiveIntegerField()
    author = models.CharField(max_length=8, choices=Author.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.TEXT)
    sender = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    body = models.BinaryField()
    masked = models.CharField(max_length=60, blank=True)
    client_key = models.UUIDField(null=True)
    connection = models.CharField(max_length=64, blank=True)
    # Null until known: only known ids are unique.
    external_id = models.CharField(max_length=255, null=True)  # noqa: DJ001 - see above
    provider_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "seq"], name="conversations_message_one_per_seq"
            ),
            models.UniqueConstraint(
                fields=["conversation", "client_key"],
                name="conversations_message_one_per_key",
            ),
            models.UniqueConstraint(
                fields=["connection", "external_id"],
                name="conversations_message_one_per_external_id",
            ),
            models.CheckConstraint(
                condition=~Q(kind="note") | Q(author="worker"),
                name="conversations_note_by_worker",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def internal(self) -> bool:
        return self.kind == self.Kind.NOTE
