"""A worker asks whether the visitor may be known to us: the visitor's no, their yes with a small form, and the way back.

What they write there is no message: it goes into a contact request, by the visitor's token, and nowhere else.
"""

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from chat import selectors
from chat.models import VisitorSession
from chat.views.visitor import framed, gone, thread, wants_json
from hub.foundation.audience import Audience, audience
from hub.foundation.errors import DomainError
from hub.foundation.posts import post_from
from hub.requests import services as requests
from hub.requests.errors import Unfit
from hub.requests.models import Ask, ContactRequest, Details
from hub.requests.selectors import consent_of

DETAILS = ("name", "phone", "other", "when_note")
COMES_BACK = 4000


def asked(request: HttpRequest) -> uuid.UUID:
    """Which question is answered; nonsense names none that there is."""
    try:
        return uuid.UUID(request.POST.get("ask", ""))
    except ValueError:
        return uuid.uuid4()


@csrf_exempt
@audience(Audience.PUBLIC)
@post_from("chat:page")
def consent(request: HttpRequest) -> HttpResponse:
    """Yes: first the form, and with it filled in (`give`) the request."""
    session = selectors.find_visitor(request.POST.get("token", ""))
    if session is None:
        return gone(request)
    if "give" not in request.POST:
        return form(request, session) if stands(session) else answered(request, session, {})
    details = Details(**{name: request.POST.get(name, "") for name in DETAILS})
    try:
        made = requests.give_consent(
            conversation=session.conversation,
            ask_id=asked(request),
            details=details,
            when=request.POST.get("when", ""),
        )
    except Unfit as error:
        return form(request, session, status=422, faults=error.faults)
    except DomainError as error:
        return form(request, session, status=409, error=error.message)
    return answered(request, session, {"reference": made.spoken})


def stands(session: VisitorSession) -> bool:
    """Whether there is anything to say yes to: the worker may have withdrawn the question a moment ago."""
    question = consent_of(session.conversation)
    return question is not None and question.state == Ask.State.ASKED


def form(
    request: HttpRequest, session: VisitorSession, *, status: int = 200, **extra: Any
) -> HttpResponse:
    """The conversation waits meanwhile; what was being written to it comes along."""
    faults = {name: str(fault) for name, fault in extra.get("faults", {}).items()}
    if wants_json(request):
        text = str(extra.get("error", ""))
        return JsonResponse({"faults": faults, "text": text}, status=status)
    session.conversation.refresh_from_db()
    typed = {name: request.POST.get(name, "")[:COMES_BACK] for name in (*DETAILS, "when")}
    context = {
        "session": {"token": request.POST["token"]},
        "ask": request.POST.get("ask", "")[:40],
        "draft": (request.POST.get("text") or request.POST.get("draft", ""))[:COMES_BACK],
        "typed": typed,
        "whens": ContactRequest.When.choices,
        "retention_days": settings.CONTACT_REQUEST_RETENTION_DAYS,
        "embed": "embed" in request.GET,
    }
    answer = render(request, "chat/consent.html", context | extra, status=status)
    return framed(answer)


def answered(
    request: HttpRequest,
    session: VisitorSession,
    said: dict[str, Any],
    *,
    error: object = "",
) -> HttpResponse:
    """The conversation as it stands now."""
    status = 409 if error else 200
    if wants_json(request):
        text = {"text": str(error)} if error else {}
        return JsonResponse({**said, **text}, status=status)
    session.conversation.refresh_from_db()
    draft = request.POST.get("text", "") or request.POST.get("draft", "")
    said_of_it = {"draft": draft} | ({"ask_error": error} if error else {})
    return thread(request, session, request.POST["token"], status, **said_of_it)


@csrf_exempt
@audience(Audience.PUBLIC)
@post_from("chat:page")
def refuse(request: HttpRequest) -> HttpResponse:
    session = selectors.find_visitor(request.POST.get("token", ""))
    if session is None:
        return gone(request)
    try:
        requests.refuse_ask(conversation=session.conversation, ask_id=asked(request))
    except DomainError as error:
        return answered(request, session, {}, error=error.message)
    return answered(request, session, {"state": "refused"})


@csrf_exempt
@audience(Audience.PUBLIC)
@post_from("chat:page")
def withdraw(request: HttpRequest) -> HttpResponse:
    """They have second thoughts, and nobody has reached them yet."""
    session = selectors.find_visitor(request.POST.get("token", ""))
    if session is None:
        return gone(request)
    try:
        requests.take_back_consent(conversation=session.conversation)
    except DomainError as error:
        return answered(request, session, {}, error=error.message)
    return answered(request, session, {"state": "taken_back"})
