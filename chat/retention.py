from datetime import datetime, timedelta

from chat.models import Notice, NoticeQuerySet

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
