from typing import Any

from hub.conversations import services
from hub.people import presence


def presence_changed(*, user_id: int, **_: Any) -> None:
    """Who signs out is gone at once; who comes expires nothing."""
    if not presence.online([user_id]):
        services.expire_offers()
