from typing import Any

from hub.foundation.clock import now
from hub.records import services


def export_closed_conversation(*, conversation_id: int, **_: Any) -> None:
    services.request_export(conversation_id=conversation_id, now=now())
