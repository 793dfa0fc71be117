"""A key that signs nothing is told at start, not when the first seat is lost."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from chat import client


@register()
def web_push_key_is_one(**_: Any) -> list[CheckMessage]:
    try:
        client.public_key()
    except ValueError as error:
        return [Error(str(error), id="chat.E001")]
    if settings.WEB_PUSH_PRIVATE_KEY and "@" not in settings.WEB_PUSH_CONTACT:
        return [Error("WEB_PUSH_CONTACT must be an e-mail address", id="chat.E002")]
    return []
