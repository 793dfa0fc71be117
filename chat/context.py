"""What the top of every staff page tells of a running opening."""

from functools import cache
from typing import Any

from django.http import HttpRequest

from chat import selectors
from hub.people.models import User


def alerts(request: HttpRequest) -> dict[str, Any]:
    """Asked when a template shows them, and then once."""

    @cache
    def standing() -> list[str]:
        user = request.user
        return selectors.alerts(user) if isinstance(user, User) else []

    return {"duty_alerts": standing}
