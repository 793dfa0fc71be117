from typing import Any

from django.contrib import messages

from chat import services
from hub.people.models import User


def presence_changed(*, user_id: int, **_: Any) -> None:
    services.tell_presence(user_id=user_id)


def conversation_moved(*, conversation_id: int, **_: Any) -> None:
    services.tell_queue(conversation_id=conversation_id)


def opening_moved(*, unit_id: int, **_: Any) -> None:
    services.tell_unit(unit_id)


def signed_out(*, request: Any, user: User | None, **_: Any) -> None:
    if user and (device := request.session.get("push_device")):
        services.remove_device(user=user, public_id=device)
    if user and (words := services.parting_words(user=user)):
        messages.info(request, str(words))
