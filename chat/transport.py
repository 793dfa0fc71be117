from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hub.conversations.models import Conversation
from hub.conversations.transports import Outbound

LEFT = _("The client has left and would not see a reply. The conversation can be ended.")


class ChatTransport:
    """The chat is our own: a committed message is delivered by the socket, or read on the next refresh."""

    external = False

    def refusal(self, conversation_id: int, now: datetime) -> object | None:
        left = Conversation.objects.filter(
            pk=conversation_id, client_left_at__isnull=False, client_may_return=False
        )
        return LEFT if left.exists() else None

    def deliver(self, outbound: Outbound) -> str:
        raise AssertionError("A chat message has no delivery")
