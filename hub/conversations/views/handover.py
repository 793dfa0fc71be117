import uuid
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from hub.conversations import panels, services
from hub.conversations.models import Conversation
from hub.conversations.views.access import staff, visible
from hub.conversations.views.thread import acted, warned
from hub.foundation.audience import Audience, audience
from hub.foundation.errors import DomainError
from hub.foundation.numbers import row_id
from hub.foundation.posts import post_from
from hub.people.models import User


def settled(
    request: HttpRequest, public_id: uuid.UUID, act: Callable[..., object]
) -> HttpResponse:
    """The thread as it stands after the act, or after the refusal of it."""
    conversation = visible(request, public_id)
    try:
        act(conversation=conversation, by=staff(request))
    except DomainError as error:
        return warned(request, conversation, error)
    return acted(request, conversation)


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("console:thread", "public_id")
def offer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    to = request.POST.get("to", "")
    colleagues = User.objects.filter(unit_id=staff(request).unit_id)
    receiver = get_object_or_404(colleagues, pk=row_id(to))

    def give(*, conversation: Conversation, by: User) -> object:
        return services.offer_handover(conversation=conversation, by=by, receiver=receiver)

    return settled(request, public_id, give)


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("console:thread", "public_id")
def accept(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return settled(request, public_id, services.accept_handover)


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("console:thread", "public_id")
def refuse(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """From the strip on any page: who refuses need not look into the thread."""
    answer = settled(request, public_id, services.refuse_handover)
    away = answer.status_code == 302
    return redirect("console:inbox") if away else answer


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("console:thread", "public_id")
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return settled(request, public_id, services.withdraw_handover)


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("console:thread", "public_id")
def act(request: HttpRequest, public_id: uuid.UUID, name: str) -> HttpResponse:
    """What a room above lets a worker do with a thread; its panel has the form."""
    known = panels.act_of(name)
    if known is None:
        raise Http404

    def do(*, conversation: Conversation, by: User) -> object:
        return known(conversation, by, request.POST.dict())

    return settled(request, public_id, do)
