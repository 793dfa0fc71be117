from typing import Any

from hub.conversations import services


def presence_changed(*, user_id: int, **_: Any) -> None:
    services.expire_offers_to(user_id=user_id)
