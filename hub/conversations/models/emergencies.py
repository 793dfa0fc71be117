from django.db import models
from django.db.models import Q

from hub.conversations.models.threads import Conversation
from hub.people.models import User


class EmergencyCallQuerySet(models.QuerySet["EmergencyCall"]):
    def standing(self) -> "EmergencyCallQuerySet":
        return self.filter(ended_at=None)

    def with_names(self) -> "EmergencyCallQuerySet":
        return self.select_related("caller__profile").prefetch_related(
            models.Prefetch("summons", Summons.objects.with_names().order_by("id"))
        )


class EmergencyCall(models.Model):
    """A worker opened the emergency card of a conversation, which called others to it. Holds no word of either."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="emergency_calls"
    )
    caller = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = EmergencyCallQuerySet.as_manager()

    class Meta:
        constraints = [
            # However often the card is opened, nobody is called twice.
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(ended_at=None),
                name="conversations_emergency_one_standing",
            )
        ]

    def __str__(self) -> str:
        return f"emergency call {self.pk}"


class SummonsQuerySet(models.QuerySet["Summons"]):
    def with_names(self) -> "SummonsQuerySet":
        return self.select_related("worker__profile")

    def unanswered_by(self, user: User) -> "SummonsQuerySet":
        """What stands on every page of theirs; nothing of what has ended or is no longer theirs to see."""
        return self.filter(
            worker=user,
            answer="",
            call__ended_at=None,
            call__conversation__in=Conversation.objects.visible_to(user).unclosed(),
        )


class Summons(models.Model):
    """One colleague called to one conversation, and what they answered."""

    class Answer(models.TextChoices):
        COMING = "coming"
        SEEN = "seen"

    call = models.ForeignKey(
        EmergencyCall, on_delete=models.CASCADE, related_name="summons"
    )
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=6, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = SummonsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "worker"], name="conversations_summons_once"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | Q(answer__in=["coming", "seen"], answered_at__isnull=False),
                name="conversations_summons_answered_has_time",
            ),
        ]
        indexes = [
            # The head of every staff page: to what am I called?
            models.Index(
                fields=["worker"],
                condition=Q(answer=""),
                name="conversations_called_to",
            )
        ]

    def __str__(self) -> str:
        return f"summons {self.pk}"
