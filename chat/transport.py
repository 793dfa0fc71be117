from datetime import datetime

from hub.conversations.transports import Outbound


class ChatTransport:
    """The chat is our own: a committed message is delivered by the socket, or read on the next refresh."""

    external = False

    def refusal(self, conversation_id: int, now: datetime) -> None:
        return None

    def deliver(self, outbound: Outbound) -> str:
        raise AssertionError("A chat message has no delivery")
