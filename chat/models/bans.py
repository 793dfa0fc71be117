import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hub.conversations.models import Conversation
from hub.people.models import User

# A proposal that nobody answers is over by itself, and so is a ban: at the latest when its hash's key is replaced.
PROPOSAL_STANDS = timedelta(minutes=30)
LONGEST = timedelta(hours=24)


class BanQuerySet(models.QuerySet["Ban"]):
    def visible_to(self, user: User) -> "BanQuerySet":
        return self.filter(conversation__in=Conversation.objects.visible_to(user))

    def proposed(self, now: datetime) -> "BanQuerySet":
        state, since = Ban.State.PROPOSED, now - PROPOSAL_STANDS
        return self.filter(state=state, proposed_at__gt=since)

    def agreed(self) -> "BanQuerySet":
        """By two, whatever became of it."""
        return self.filter(state__in=[Ban.State.IN_FORCE, Ban.State.LIFTED])

    def in_force(self, now: datetime) -> "BanQuerySet":
        return self.filter(state=Ban.State.IN_FORCE, ends_at__gt=now)

    def standing(self, now: datetime) -> "BanQuerySet":
        """What waits for an answer, and what still keeps a connection out."""
        keeps_out = self.in_force(now).exclude(length=Ban.CONVERSATION)
        return self.proposed(now) | keeps_out

    def with_names(self) -> "BanQuerySet":
        return self.select_related(
            "proposer__profile", "answerer__profile", "conversation__visitor__opening"
        )

    def lapse(self, now: datetime) -> int:
        late = self.filter(state=Ban.State.PROPOSED, proposed_at__lte=now - PROPOSAL_STANDS)
        return late.update(state=Ban.State.LAPSED)

    def forget(self, now: datetime) -> int:
        """Of a ban that is over, whose it was: the row stays, to be counted."""
        spent = self.filter(state=Ban.State.IN_FORCE, ends_at__lte=now)
        return spent.exclude(address_hash="", token_hash="").update(
            address_hash="", token_hash=""
        )


class Ban(models.Model):
    """One worker proposes to end a visit, or to keep its connection out for a while; only with another's agreement
    it takes effect. The reason's own words are sealed with the thread's key."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        IN_FORCE = "in_force"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"
        LAPSED = "lapsed"
        LIFTED = "lifted"

    class Reason(models.TextChoices):
        THREATS = "threats", _("threats")
        ABUSE = "abuse", _("insults or harassment")
        FLOOD = "flood", _("messages that keep others from being answered")
        OTHER = "other", _("use of the chat against its purpose")

    # Of `length`, beside hours and the rest of the opening: ends this visit and keeps nobody out.
    CONVERSATION, OPENING = "conversation", "opening"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="bans"
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField(max_length=8, choices=Reason.choices)
    words_sealed = models.BinaryField(null=True)
    length = models.CharField(max_length=12)
    proposer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    answerer = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # While in force: the connection's hash under the key of the day, for this purpose alone, and that of the visit's
    # former token, by which its page still tells what happened.
    address_hash = models.CharField(max_length=32, blank=True)
    token_hash = models.CharField(max_length=64, blank=True)

    objects = BanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(proposer=F("answerer")), name="chat_ban_takes_two"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["in_force", "lifted"])
                | Q(
                    answerer__isnull=False,
                    answered_at__isnull=False,
                    ends_at__isnull=False,
                ),
                name="chat_ban_agreed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None)
                | Q(ends_at__lte=F("answered_at") + timedelta(hours=24)),
                name="chat_ban_at_most_a_day",
            ),
            models.CheckConstraint(
                condition=Q(address_hash="")
                | (Q(state="in_force") & ~Q(length="conversation")),
                name="chat_ban_knows_address_in_force",
            ),
            models.CheckConstraint(
                condition=Q(token_hash="") | Q(state="in_force"),
                name="chat_ban_knows_token_in_force",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "proposed", "in_force", "refused", "withdrawn", "lapsed", "lifted",
                    ]
                ),
                name="chat_ban_state_known",
            ),
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(state="proposed"),
                name="chat_ban_one_proposal",
            ),
        ]  # fmt: skip
        indexes = [
            # Every start: is this connection kept out?
            models.Index(
                fields=["address_hash"],
                condition=Q(state="in_force"),
                name="chat_ban_of_address",
            )
        ]

    def __str__(self) -> str:
        return f"ban {self.pk}"

    @property
    def is_narrow(self) -> bool:
        return self.length == self.CONVERSATION

    @property
    def words(self) -> str:
        """What the proposer wrote; gone with the thread's key."""
        thread = self.conversation
        if not self.words_sealed or not thread.data_key:
            return ""
        return thread.key().open(self.words_sealed, context=self.context)

    def seal_words(self, words: str) -> bytes | None:
        key = self.conversation.key()
        return key.seal(words, context=self.context) if words else None

    @property
    def context(self) -> str:
        return f"{self.conversation.public_id}:ban:{self.public_id}"
