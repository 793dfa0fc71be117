import uuid

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from hub.conversations.models import Conversation
from hub.people.models import User


def staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def visible(request: HttpRequest, public_id: uuid.UUID) -> Conversation:
    rows = (
        Conversation.objects.visible_to(staff(request))
        .for_inbox()
        .select_related("unit", "closed_by__profile")
    )
    return get_object_or_404(rows, public_id=public_id)
