"""What the top of every staff page tells of a running opening and of the roster."""

from functools import cache
from typing import Any

from django.http import HttpRequest

from chat import selectors
from chat.models import Notice
from hub.people.models import User


def alerts(request: HttpRequest) -> dict[str, Any]:
    """Asked when a template shows them, and then once."""

    @cache
    def standing() -> selectors.Standing:
        user = request.user
        known = isinstance(user, User)
        return selectors.standing(user) if known else selectors.Standing([], [])

    return {
        "duty_alerts": lambda: standing().wrong,
        "practice_alerts": lambda: standing().practice,
    }


def notices(request: HttpRequest) -> dict[str, Any]:
    """As the alerts; these stay until they are put away."""

    @cache
    def standing() -> list[Notice]:
        user = request.user
        return list(selectors.notices(user)) if isinstance(user, User) else []

    return {"notices": standing}


def practice(request: HttpRequest) -> dict[str, Any]:
    """Whether a page of the chat is one of practice; nothing is asked."""
    match = getattr(request, "resolver_match", None)
    return {"practice": bool(match) and "practice_chat" in match.namespaces}
