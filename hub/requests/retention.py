from datetime import datetime, timedelta

from django.conf import settings

from hub.requests.models import (
    Ask,
    AskQuerySet,
    ContactRequest,
    ContactRequestQuerySet,
)


class SettledRequests:
    """Who asked, some days after it was settled (`CONTACT_REQUEST_RETENTION_DAYS`); times and outcome stay for counting."""

    name = "contact_requests"

    def due(self, now: datetime) -> ContactRequestQuerySet:
        days = timedelta(days=settings.CONTACT_REQUEST_RETENTION_DAYS)
        return ContactRequest.objects.past_keeping(now - days)

    def count_due(self, *, now: datetime) -> int:
        return self.due(now).count()

    def purge(self, *, now: datetime, limit: int) -> int:
        claimed = list(self.due(now).order_by("id").values_list("pk", flat=True)[:limit])
        return ContactRequest.objects.filter(pk__in=claimed).update(
            data_key=b"", details_sealed=None, key_hash=None, purged_at=now
        )


class LooseAsks:
    """What led from a chat to a request, once the chat's words are destroyed. The request stays."""

    name = "consent_asks"

    def due(self) -> AskQuerySet:
        return Ask.objects.of_destroyed()

    def count_due(self, *, now: datetime) -> int:
        return self.due().count()

    def purge(self, *, now: datetime, limit: int) -> int:
        claimed = list(self.due().order_by("id").values_list("pk", flat=True)[:limit])
        return Ask.objects.filter(pk__in=claimed).delete()[0]
