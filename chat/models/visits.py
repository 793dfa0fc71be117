from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from hub.conversations.models import Conversation
from hub.hours.models import Opening


class VisitorSessionQuerySet(models.QuerySet["VisitorSession"]):
    def queued(self, opening: Opening) -> "VisitorSessionQuerySet":
        return self.filter(
            opening=opening,
            conversation__status=Conversation.Status.WAITING,
            conversation__client_left_at=None,
        )

    def still_waiting(self, now: datetime) -> "VisitorSessionQuerySet":
        """For an answer that nobody gives any more: the opening has ended, early or in its time."""
        ended = Q(opening__ends_at__lte=now) | Q(opening__closed_early_at__lte=now)
        return self.filter(
            ended,
            conversation__status=Conversation.Status.WAITING,
            conversation__client_left_at=None,
        )

    def there(self, openings: Iterable[Opening]) -> "VisitorSessionQuerySet":
        """Waiting or in conversation."""
        return self.filter(opening__in=openings, conversation__client_left_at=None).exclude(
            conversation__status=Conversation.Status.CLOSED
        )

    def answered(self, opening: Opening) -> "VisitorSessionQuerySet":
        """In conversation with the pair; who has left needs nobody's attention but a decision."""
        return self.filter(
            opening=opening,
            conversation__status=Conversation.Status.OPEN,
            conversation__client_left_at=None,
        )

    def of_clients(self) -> "VisitorSessionQuerySet":
        """Practice and tests are in no figure."""
        return self.filter(
            opening__kind=Opening.Kind.CLIENT,
            conversation__kind=Conversation.Kind.CLIENT,
        )

    def to_count(self) -> "VisitorSessionQuerySet":
        """Visits whose conversation has not been counted for good; with what a fact is made of."""
        rows = self.of_clients().filter(is_counted=False)
        return rows.select_related("conversation__assignee__profile")

    def in_practice(self, practice: bool) -> "VisitorSessionQuerySet":
        """One side of the wall or the other: no token of one opens anything on the other."""
        return self.filter(conversation__practice__isnull=not practice)

    def answered_questions(self, opening: Opening) -> "VisitorSessionQuerySet":
        """First answered in this opening, or after it before the unit's next one began."""
        began = Opening.objects.client().filter(
            Q(closed_early_at=None) | Q(closed_early_at__gt=F("starts_at")),
            unit=OuterRef("conversation__unit"),
            starts_at__lte=OuterRef("conversation__first_answer_at"),
        )
        latest = Subquery(began.order_by("-starts_at", "-id").values("pk")[:1])
        rows = self.filter(
            conversation__is_question=True,
            conversation__first_answer_at__gte=opening.starts_at,
        )
        return rows.annotate(answered_in=latest).filter(answered_in=opening.pk)

    def reachable(self, code_hashes: list[str], now: datetime) -> "VisitorSessionQuerySet":
        """By a code, within the time that the words are kept; one query, whatever it finds."""
        past = Conversation.objects.past_keeping(now).values("pk")
        return self.filter(code_hash__in=code_hashes, conversation__purged_at=None).exclude(
            conversation__in=past
        )


class VisitorSession(models.Model):
    """Ties a visitor's token (stored as a keyed hash) to one conversation. Knows nothing of the visitor."""

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, related_name="visitor"
    )
    # A question has none: it was left while the chat was closed, and stands in nobody's queue.
    opening = models.ForeignKey(
        Opening, null=True, on_delete=models.PROTECT, related_name="visitors"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    about_close_person = models.BooleanField(default=False)
    # Of the code to come back with; null while none was asked for.
    code_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - see above
    # The token that was offered the survey: whoever comes back with another is not asked again.
    survey_by = models.CharField(max_length=64, blank=True)

    # Its fact is frozen, and which one it is nobody can tell any more.
    is_counted = models.BooleanField(default=False)

    objects = VisitorSessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(token_hash=""), name="chat_visitor_has_token"
            )
        ]

    def __str__(self) -> str:
        return f"visitor {self.pk}"

    def still_here(self) -> VisitorSessionQuerySet:
        """This row, while the token it was found by opens it: a ban may have come between the look and the act."""
        return VisitorSession.objects.filter(pk=self.pk, token_hash=self.token_hash)
