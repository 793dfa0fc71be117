from datetime import datetime

from django.utils.translation import gettext_lazy as _

from chat.models import Ban, Seat
from hub.conversations.models import Conversation
from hub.conversations.transports import Outbound

LEFT = _("The client has left and would not see a reply. The conversation can be ended.")

BANNED = _("A ban has ended this conversation for the client. It can be ended here too.")


class ChatTransport:
    """The chat is our own: a committed message is delivered by the socket, or read on the next refresh."""

    external = False

    def refusal(self, conversation_id: int, now: datetime) -> object | None:
        left = Conversation.objects.filter(
            pk=conversation_id, client_left_at__isnull=False, client_may_return=False
        )
        if not left.exists():
            return None
        bans = Ban.objects.agreed().filter(conversation=conversation_id)
        return BANNED if bans.exists() else LEFT

    def pair(self, conversation_id: int) -> set[int]:
        """Whoever has a seat in its opening, one who came on the spot too."""
        seats = Seat.objects.live().filter(opening__visitors__conversation=conversation_id)
        return set(seats.values_list("worker_id", flat=True))

    def deliver(self, outbound: Outbound) -> str:
        raise AssertionError("A chat message has no delivery")
