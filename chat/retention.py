from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from chat.models import (
    Fact,
    Notice,
    NoticeQuerySet,
    PracticeFeedback,
    PracticeFeedbackQuerySet,
    Seat,
    SeatQuerySet,
    VisitorSession,
    VisitorSessionQuerySet,
)
from hub.conversations.models import Conversation, ConversationQuerySet

KEPT = timedelta(days=30)


class OldNotices:
    """Notices say who was told what of whom; a month after their opening nobody needs to know."""

    name = "roster_notices"

    def due(self, now: datetime) -> NoticeQuerySet:
        return Notice.objects.filter(opening__ends_at__lt=now - KEPT)

    def count_due(self, *, now: datetime) -> int:
        return self.due(now).count()

    def purge(self, *, now: datetime, limit: int) -> int:
        batch = list(self.due(now).order_by("id").values_list("pk", flat=True)[:limit])
        return Notice.objects.filter(pk__in=batch).delete()[0]


class OldSeats:
    """Who sat in an opening, who gave up, was sick or swapped: of no use once the roster's year is over."""

    name = "roster_seats"

    def due(self, now: datetime) -> SeatQuerySet:
        kept = timedelta(days=settings.ROSTER_RETENTION_DAYS)
        return Seat.objects.filter(opening__ends_at__lt=now - kept)

    def count_due(self, *, now: datetime) -> int:
        return self.due(now).count()

    def purge(self, *, now: datetime, limit: int) -> int:
        """Their swaps go with them."""
        batch = list(self.due(now).order_by("id").values_list("pk", flat=True)[:limit])
        return Seat.objects.filter(pk__in=batch).delete()[1].get("chat.Seat", 0)


class ReturnCodes:
    """Hashes of codes whose conversation has lost its words: there is nothing to come back to."""

    name = "return_codes"

    def due(self) -> VisitorSessionQuerySet:
        return VisitorSession.objects.filter(
            conversation__purged_at__isnull=False, code_hash__isnull=False
        )

    def count_due(self, *, now: datetime) -> int:
        return self.due().count()

    def purge(self, *, now: datetime, limit: int) -> int:
        claimed = list(self.due().values_list("pk", flat=True)[:limit])
        return VisitorSession.objects.filter(pk__in=claimed).update(code_hash=None)


class Facts:
    """Counts visits for good (hub.conversations.sources); the same one twice is counted once."""

    def freeze(self, conversation_ids: Collection[int]) -> None:
        rows = VisitorSession.objects.to_count().filter(conversation__in=conversation_ids)
        sessions = list(rows.select_for_update(of=("self",)))
        facts = {session.conversation_id: Fact.of(session) for session in sessions}
        Fact.objects.bulk_create(sorted(facts.values(), key=lambda fact: fact.pk))
        kept = [pk for pk, fact in facts.items() if not fact.is_deleted]
        told = Conversation.themes.through.objects.filter(conversation__in=kept)
        Fact.themes.through.objects.bulk_create(
            Fact.themes.through(fact=facts[pk], theme_id=theme)
            for pk, theme in told.values_list("conversation_id", "theme_id")
        )
        done = [session.pk for session in sessions]
        VisitorSession.objects.filter(pk__in=done).update(is_counted=True)


class PracticeThreads:
    """Conversations of practice, whole: soon after their opening (`PRACTICE_RETENTION_HOURS`), ended or not, and
    whatever was decided of them. Nothing of them is counted, so nothing of them stays."""

    name = "practice_threads"

    def due(self, now: datetime) -> ConversationQuerySet:
        before = now - timedelta(hours=settings.PRACTICE_RETENTION_HOURS)
        over = Q(practice__ends_at__lt=before) | Q(practice__closed_early_at__lt=before)
        return Conversation.objects.filter(over, kind=Conversation.Kind.PRACTICE)

    def count_due(self, *, now: datetime) -> int:
        return self.due(now).count()

    @transaction.atomic
    def purge(self, *, now: datetime, limit: int) -> int:
        rows = self.due(now).select_for_update(skip_locked=True, of=("self",))
        claimed = list(rows.values_list("pk", flat=True)[:limit])
        Conversation.objects.filter(pk__in=claimed).delete()
        return len(claimed)


class OldPracticeFeedback:
    """A year after its practice, what was said of the tool is of the tool as it was."""

    name = "practice_feedback"

    def due(self, now: datetime) -> PracticeFeedbackQuerySet:
        before = now - PracticeFeedback.KEPT
        return PracticeFeedback.objects.filter(opening__ends_at__lt=before)

    def count_due(self, *, now: datetime) -> int:
        return self.due(now).count()

    def purge(self, *, now: datetime, limit: int) -> int:
        claimed = list(self.due(now).values_list("pk", flat=True)[:limit])
        return PracticeFeedback.objects.filter(pk__in=claimed).delete()[0]
