import uuid

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from hub.conversations import selectors, services
from hub.conversations.models import Conversation
from hub.conversations.views.access import visible
from hub.conversations.views.thread import acted
from hub.foundation.audience import Audience, audience
from hub.foundation.errors import DomainError
from hub.foundation.posts import post_from


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_GET
def subjects(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The part of the thread's page alone, when the client has written: same reader, same page, not a viewing."""
    if not request.headers.get("HX-Request"):
        return redirect("console:thread", public_id=public_id)
    conversation = visible(request, public_id)
    context = {
        "conversation": conversation,
        "subjects": selectors.subjects_of(conversation),
    }
    return render(request, "conversations/_subjects_part.html", context)


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("console:thread", "public_id")
def put(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    conversation = visible(request, public_id)
    try:
        change(conversation, request.POST)
    except DomainError as error:
        wrong = {"subject_error": error.message, "subject_wrong": error.code}
        typed = {"typed": request.POST.get(error.code, "")}
        return acted(request, conversation, status=422, **wrong, **typed)
    return acted(request, conversation)


def change(conversation: Conversation, posted: QueryDict) -> None:
    if "remove" in posted:
        services.remove_theme(conversation=conversation, slug=str(posted["remove"]))
    elif "municipality" in posted:
        name = str(posted["municipality"])
        services.set_municipality(conversation=conversation, name=name)
    else:
        services.add_theme(conversation=conversation, name=posted.get("theme", ""))
