from typing import Any

from chat import services


def presence_changed(*, user_id: int, **_: Any) -> None:
    services.tell_presence(user_id=user_id)


def conversation_moved(*, conversation_id: int, **_: Any) -> None:
    services.tell_queue(conversation_id=conversation_id)
