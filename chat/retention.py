from datetime import datetime

from chat.models import VisitorSession, VisitorSessionQuerySet


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
