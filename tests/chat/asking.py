"""Leaving a question, coming back to it, and a worker's answer."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection
from django.test import Client

from hub.conversations import services as conversations
from hub.conversations.models import Conversation
from hub.foundation.errors import Conflict
from hub.people.models import User

KEY = "k" * 43
TEXT = "Voiko vuokravakuutta hakea etukäteen?"


def reply(thread: Conversation, by: User) -> None:
    conversations.send_reply(
        conversation=thread, by=by, text="Voi hakea.", client_key=uuid.uuid4()
    )


def leave(
    client: Client, text: str = TEXT, path: str = "/chat/question/", **more: Any
) -> Any:
    return client.post(path, {"text": text, "key": KEY} | more)


def bring(client: Client, code: str) -> Any:
    return client.post("/chat/return/", {"code": code})


def everybody_at_once(people: int, act: Callable[[int], Any]) -> list[Any]:
    def alone(number: int) -> Any:
        try:
            return act(number)
        except Conflict as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(alone, range(people)))
