from collections.abc import Mapping

from hub.conversations.models import Conversation
from hub.people.models import User
from hub.requests import services


def asked(conversation: Conversation, by: User, posted: Mapping[str, str]) -> None:
    services.ask_permission(
        conversation=conversation, by=by, purpose=posted.get("purpose", "")
    )


def withdrawn(conversation: Conversation, by: User, _posted: Mapping[str, str]) -> None:
    services.withdraw_ask(conversation=conversation, by=by)
