from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q


def outwaited(now: datetime) -> Q:
    """Questions that nobody has ended in their time, which is not over before the promised shift has had its chance."""
    before = now - timedelta(days=settings.QUESTION_RETENTION_DAYS)
    shift_over = now - timedelta(hours=settings.CHAT_RETENTION_HOURS)
    had_its_chance = Q(answer_due_at=None) | Q(answer_due_at__lt=shift_over)
    return (
        Q(is_question=True, last_message_at__lt=before)
        & ~Q(status="closed")
        & had_its_chance
    )
