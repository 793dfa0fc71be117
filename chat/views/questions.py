"""A question left while the chat takes nobody in. Whatever is refused, its text comes back in the field."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from chat import services
from chat.views.visitor import (
    chosen_language,
    framed,
    page_context,
    thread,
    visible_session,
    wants_json,
)
from hub.foundation.addresses import counted_address
from hub.foundation.audience import Audience, audience
from hub.foundation.errors import DomainError
from hub.foundation.posts import post_from


@csrf_exempt
@audience(Audience.PUBLIC)
@post_from("chat:page")
def ask(request: HttpRequest) -> HttpResponse:
    text = request.POST.get("text", "")
    if "look" in request.POST:
        return field(request, text)
    try:
        question = services.leave_question(
            text=text,
            language=chosen_language(request),
            key=request.POST.get("key", "")[:100],
            address=counted_address(request.META),
        )
    except DomainError as error:
        return refused(request, error, text)
    if wants_json(request):
        return JsonResponse(told(question))
    return answered(request, question)


def field(request: HttpRequest, text: str, status: int = 200, **extra: Any) -> HttpResponse:
    """The chat's page as it is now and in this language, with what was typed in it."""
    context = page_context(request) | {"draft": text} | extra
    return framed(render(request, "chat/page.html", context, status=status))


def refused(request: HttpRequest, error: DomainError, text: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"code": error.code, "text": str(error.message)}, status=409)
    name = "error" if error.code == "open" else "ask_error"
    return field(request, text, status=409, **{name: error.message})


def told(question: services.Question) -> dict[str, Any]:
    conversation = question.session.conversation
    return {
        "conversation": str(conversation.public_id),
        "token": question.token,
        "code": question.code,
        "answer_due_at": conversation.answer_due_at,
    }


def answered(request: HttpRequest, question: services.Question) -> HttpResponse:
    """The code, this once, and when the answer comes. Text that came late goes on in the thread."""
    session, token, code = question.session, question.token, question.code
    if question.unsent:
        error = _("This question was left already. Send what you added as a message.")
        return thread(
            request, session, token, draft=question.unsent, error=error, code=code
        )
    context = {
        "session": visible_session(session, token),
        "code": code,
        "masked": question.masked,
        "retention_days": settings.QUESTION_RETENTION_DAYS,
        "embed": "embed" in request.GET,
    }
    return framed(render(request, "chat/asked.html", context))


@csrf_exempt
@audience(Audience.PUBLIC)
@post_from("chat:page")
def code_file(request: HttpRequest) -> HttpResponse:
    """The code as a small file, with where to bring it; what is no code is not written."""
    code = services.as_written(request.POST.get("code", ""))
    place = request.build_absolute_uri(reverse("chat:page"))
    written = f"{code}\n{place}\n"
    answer = HttpResponse(written, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="notes.txt"'
    return answer
