from typing import Any

from hub.people import services
from hub.people.models import User


def signed_out(*, user: User | None, **_: Any) -> None:
    if user:
        services.sign_off(user_id=user.pk)
