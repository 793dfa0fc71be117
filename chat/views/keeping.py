"""What a visitor keeps of a conversation: a code to come back with, a copy, or nothing at all."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from chat import selectors, services
from chat.views.visitor import (
    framed,
    gone,
    page_context,
    thread,
    visitor_of,
    wants_json,
)
from hub.foundation.addresses import counted_address
from hub.foundation.audience import Audience, audience
from hub.foundation.errors import DomainError, NotOpen
from hub.foundation.posts import post_from


@csrf_exempt
@audience(Audience.PUBLIC)
@post_from("chat:page")
def code(request: HttpRequest) -> HttpResponse:
    session = visitor_of(request)
    if session is None:
        return gone(request)
    try:
        issued = services.issue_code(session=session)
    except NotOpen:
        return gone(request)
    if wants_json(request):
        return JsonResponse({"code": issued})
    draft = request.POST.get("text", "")
    return thread(request, session, request.POST["token"], draft=draft, code=issued)


@csrf_exempt
@audience(Audience.PUBLIC)
@post_from("chat:page")
def come_back(request: HttpRequest) -> HttpResponse:
    typed = request.POST.get("code", "")
    address = counted_address(request.META)
    try:
        session, token = services.come_back(code=typed, address=address)
    except DomainError as error:
        return refused(request, error, typed)
    if wants_json(request):
        public_id = str(session.conversation.public_id)
        return JsonResponse(
            {"conversation": public_id, "token": token, "socket": "/ws/chat/"}
        )
    services.speak(session=session, language=get_language() or "fi")
    return thread(request, session, token, returned=True)


def refused(request: HttpRequest, error: DomainError, typed: str) -> HttpResponse:
    """One answer for a wrong, an expired and an unknown code; what was typed stays in the field."""
    if wants_json(request):
        return JsonResponse({"code": error.code, "text": str(error.message)}, status=409)
    context = page_context(request)
    context |= {"code_error": error.message, "typed_code": typed[:100]}
    return framed(render(request, "chat/page.html", context, status=409))


@csrf_exempt
@audience(Audience.PUBLIC)
@post_from("chat:page")
def copy(request: HttpRequest) -> HttpResponse:
    """For browsers without scripts; with them the page makes the same file of its own lines."""
    session = visitor_of(request)
    if session is None:
        return gone(request)
    written = selectors.copy_of(session)
    answer = HttpResponse(written, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="notes.txt"'
    return answer


@csrf_exempt
@audience(Audience.PUBLIC)
@post_from("chat:page")
def delete(request: HttpRequest) -> HttpResponse:
    session = visitor_of(request)
    if session is None:
        return gone(request)
    try:
        conversation = services.delete(session=session)
    except NotOpen:
        return gone(request)
    if wants_json(request):
        return JsonResponse({"state": "deleted"})
    context = {"recorded": conversation.is_for_record}
    return framed(render(request, "chat/deleted.html", context))
