from datetime import datetime, timedelta

from django.conf import settings

from whatsapp_bridge.models import ParkedStatus, WebhookBody


class OldBodies:
    """Raw webhooks are personal data: once used they stay only as long as somebody may have to replay them."""

    name = "whatsapp-bodies"

    def due(self, now: datetime) -> datetime:
        return now - timedelta(days=settings.WHATSAPP_BODY_DAYS)

    def count_due(self, *, now: datetime) -> int:
        return WebhookBody.objects.forgettable(self.due(now)).count()

    def purge(self, *, now: datetime, limit: int) -> int:
        ParkedStatus.objects.filter(parked_at__lt=now - timedelta(days=1)).delete()
        old = WebhookBody.objects.forgettable(self.due(now)).order_by("id")[:limit]
        return WebhookBody.objects.filter(pk__in=old.values("pk")).delete()[0]
