"""What the top of every staff page tells of the roster."""

from functools import cache
from typing import Any

from django.http import HttpRequest

from chat import selectors
from chat.models import Notice
from hub.people.models import User


def notices(request: HttpRequest) -> dict[str, Any]:
    """Asked when a template shows them, and then once."""

    @cache
    def standing() -> list[Notice]:
        user = request.user
        return list(selectors.notices(user)) if isinstance(user, User) else []

    return {"notices": standing}
