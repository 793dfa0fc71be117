"""Settings that could not be kept to are told at start: a ban's length, a key that signs nothing."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from chat import client

HOURS = {str(hours) for hours in range(1, 25)}


@register()
def ban_lengths_are_known(**_: Any) -> list[CheckMessage]:
    wrong = set(settings.CHAT_BAN_LENGTHS) - HOURS - {"opening"}
    if not wrong:
        return []
    text = "CHAT_BAN_LENGTHS takes hours from 1 to 24 and the word `opening`"
    return [Error(text, id="chat.E003")]


@register()
def web_push_key_is_one(**_: Any) -> list[CheckMessage]:
    try:
        client.public_key()
    except ValueError as error:
        return [Error(str(error), id="chat.E001")]
    if settings.WEB_PUSH_PRIVATE_KEY and "@" not in settings.WEB_PUSH_CONTACT:
        return [Error("WEB_PUSH_CONTACT must be an e-mail address", id="chat.E002")]
    return []
