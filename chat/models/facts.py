import uuid
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.visits import VisitorSession
from hub.conversations.models import Conversation, Theme
from hub.hours.models import Opening
from hub.people.models import Municipality, WorkerProfile


class FactQuerySet(models.QuerySet["Fact"]):
    def of(self, openings: list[Opening]) -> "FactQuerySet":
        return self.filter(opening__in=openings)


class Fact(models.Model):
    """What is counted of one conversation, frozen before its content goes: lengths of time, no moment and no word.

    It names its opening and not its conversation, whose row loses what is kept here. What a client has deleted is
    counted with its times alone.
    """

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("Taken")
        LEFT = "left", _("Left before being taken")
        UNANSWERED = "unanswered", _("Closed before being taken")
        WAITING = "waiting", _("Waiting")

    # Random, so that the order of rows tells nothing.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="facts")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    is_deleted = models.BooleanField(default=False)
    # In whole seconds.
    waited = models.PositiveIntegerField(null=True)
    answered = models.PositiveIntegerField(null=True)
    lasted = models.PositiveIntegerField(null=True)
    language = models.CharField(max_length=8, blank=True)
    municipality = models.ForeignKey(
        Municipality, null=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(max_length=24, choices=WorkerProfile.Title.choices, blank=True)
    themes = models.ManyToManyField(Theme, related_name="facts")

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=["taken", "left", "unanswered"]),
                name="chat_fact_has_ended",
            ),
            models.CheckConstraint(
                condition=models.Q(is_deleted=False)
                | models.Q(language="", municipality=None, title=""),
                name="chat_fact_deleted_tells_little",
            ),
        ]

    def __str__(self) -> str:
        return "fact"

    @classmethod
    def of(cls, session: VisitorSession) -> "Fact":
        """As it would be frozen now, its themes apart; the session comes with its conversation and who has it."""
        assert (
            session.opening_id is not None
        )  # a question came in none, and is counted elsewhere
        thread = session.conversation
        fact = cls(
            opening_id=session.opening_id,
            outcome=outcome(thread),
            is_deleted=thread.client_deleted_at is not None,
            waited=seconds(thread.created_at, thread.taken_at),
            answered=seconds(thread.created_at, thread.first_answer_at),
            lasted=seconds(thread.taken_at, ended_at(thread)),
        )
        if not fact.is_deleted:
            fact.language = thread.language
            fact.municipality_id = thread.municipality_id
            fact.title = title_of(thread)
        return fact


def outcome(thread: Conversation) -> Fact.Outcome:
    if thread.taken_at or thread.first_answer_at:
        return Fact.Outcome.TAKEN
    if thread.decision == Conversation.Decision.UNANSWERED:
        return Fact.Outcome.UNANSWERED
    if thread.client_left_at or thread.client_deleted_at:
        return Fact.Outcome.LEFT
    return Fact.Outcome.UNANSWERED if thread.is_closed else Fact.Outcome.WAITING


def ended_at(thread: Conversation) -> datetime | None:
    """For its client: they may have gone long before a worker ended it."""
    ends = [end for end in (thread.client_left_at, thread.closed_at) if end]
    return min(ends, default=None)


def seconds(start: datetime | None, end: datetime | None) -> int | None:
    return max(0, int((end - start).total_seconds())) if start and end else None


def title_of(thread: Conversation) -> str:
    profile: WorkerProfile | None = getattr(thread.assignee, "profile", None)
    return profile.title if profile else ""
