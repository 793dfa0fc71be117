"""A clock set by law must run: told at start, not by a client who waits."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def deadline_can_come(**_: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    days = settings.DEADLINE_WEEKDAYS
    if not days or not set(days) <= set(range(1, 8)):
        text = "DEADLINE_WEEKDAYS must name at least one day of the week, 1 to 7"
        found.append(Error(text, id="hub.E030"))
    if settings.CONTACT_REQUEST_WORKING_DAYS < 1:
        text = "CONTACT_REQUEST_WORKING_DAYS must be 1 or more"
        found.append(Error(text, id="hub.E031"))
    return found
