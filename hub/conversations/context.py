"""What the header of every staff page tells."""

from functools import cache
from typing import Any

from django.http import HttpRequest

from hub.conversations import selectors
from hub.conversations.models import Handover, Summons
from hub.people.models import User


def queue(request: HttpRequest) -> dict[str, Any]:
    """Asked when a template shows it, and then once: other pages cost nothing."""

    @cache
    def waiting() -> int:
        user = request.user
        return selectors.waiting_count(user) if isinstance(user, User) else 0

    @cache
    def offers() -> list[Handover]:
        user = request.user
        return selectors.offers_to(user) if isinstance(user, User) else []

    @cache
    def calls() -> list[Summons]:
        user = request.user
        return selectors.calls_to(user) if isinstance(user, User) else []

    return {"waiting": waiting, "offers": offers, "calls": calls}
