"""What the top of every staff page tells of a running opening and of the roster."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import ResolverMatch

from chat import selectors
from chat.models import Notice
from hub.people.models import User


def alerts(request: HttpRequest) -> dict[str, Any]:
    """Asked when a template shows them, and then once."""

    @cache
    def standing() -> selectors.Standing:
        user = request.user
        if not isinstance(user, User):
            return selectors.Standing([], [])
        return selectors.standing(user)

    return {
        "duty_alerts": lambda: standing().wrong,
        "practice_alerts": lambda: standing().practice,
    }


def notices(request: HttpRequest) -> dict[str, Any]:
    """As the alerts; these stay until they are put away. And whether devices may show them as well."""

    @cache
    def standing() -> list[Notice]:
        user = request.user
        return list(selectors.notices(user)) if isinstance(user, User) else []

    return {"notices": standing, "push_on": bool(settings.WEB_PUSH_PRIVATE_KEY)}


def practice(request: HttpRequest) -> dict[str, Any]:
    """Whether a page of the chat is one of practice; nothing is asked."""
    match: ResolverMatch | None = getattr(request, "resolver_match", None)
    return {"practice": match is not None and "practice_chat" in match.namespaces}
