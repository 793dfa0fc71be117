from datetime import datetime

from django.db import models
from django.db.models import F, Q

from hub.conversations.models.threads import Conversation
from hub.people.models import User


class HandoverQuerySet(models.QuerySet["Handover"]):
    def offered(self) -> "HandoverQuerySet":
        return self.filter(state=Handover.State.OFFERED)

    def settle(self, state: str, at: datetime) -> int:
        """Only what still stands changes: whoever comes second changes nothing."""
        return self.offered().update(state=state, settled_at=at)

    def with_names(self) -> "HandoverQuerySet":
        return self.select_related("giver__profile", "receiver__profile", "conversation")


class Handover(models.Model):
    """One worker offers a running conversation to another, who answers it once they have accepted."""

    class State(models.TextChoices):
        OFFERED = "offered"
        ACCEPTED = "accepted"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"
        # Nobody decided it: the receiver went, or the conversation ended.
        EXPIRED = "expired"

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="handovers"
    )
    giver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.OFFERED)
    offered_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(state="offered"),
                name="conversations_handover_one_offer",
            ),
            models.CheckConstraint(
                condition=~Q(giver=F("receiver")),
                name="conversations_handover_to_another",
            ),
            models.CheckConstraint(
                condition=Q(state="offered", settled_at=None)
                | (~Q(state="offered") & Q(settled_at__isnull=False)),
                name="conversations_handover_settled_has_time",
            ),
        ]
        indexes = [
            # The header of every staff page: what is offered to me.
            models.Index(
                fields=["receiver", "id"],
                condition=Q(state="offered"),
                name="conversations_offered_to",
            )
        ]

    def __str__(self) -> str:
        return f"handover {self.pk}"
