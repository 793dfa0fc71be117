from django.db.models import Count, Model

from feedback.models import SurveyResponse
from hub.conversations.models import Conversation, Delivery, Message
from hub.records.models import Export
from whatsapp_bridge.models import WebhookBody


def count() -> dict[str, int | dict[str, int]]:
    return {
        "conversations": Conversation.objects.count(),
        "messages": Message.objects.count(),
        "deliveries": Delivery.objects.count(),
        "webhook_events": by_state(WebhookBody),
        "exports": by_state(Export),
        "feedback": 0,
        "surveys": SurveyResponse.objects.count(),
    }


def by_state(model: type[Model]) -> dict[str, int]:
    rows = model._default_manager.order_by().values_list("state").annotate(Count("pk"))
    return dict(rows)
