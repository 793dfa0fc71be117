"""A ban's length that nobody could keep to is told at start."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

HOURS = {str(hours) for hours in range(1, 25)}


@register()
def ban_lengths_are_known(**_: Any) -> list[CheckMessage]:
    wrong = set(settings.CHAT_BAN_LENGTHS) - HOURS - {"opening"}
    if not wrong:
        return []
    text = "CHAT_BAN_LENGTHS takes hours from 1 to 24 and the word `opening`"
    return [Error(text, id="hub.E040")]
