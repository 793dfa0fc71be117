"""The visitor's pages. No cookie is set and no token stands in a URL: posts answer with the page itself."""

import secrets
import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from chat import door, forms, selectors, services
from chat.models import Ban, VisitorSession
from hub.conversations.models import Theme
from hub.conversations.selectors import takes_attachments
from hub.foundation.addresses import counted_address
from hub.foundation.audience import Audience, audience
from hub.foundation.clock import now
from hub.foundation.errors import DomainError
from hub.foundation.frames import framed as framed
from hub.foundation.posts import post_from
from hub.hours.selectors import client_hours
from hub.people.models import Municipality
from hub.people.selectors import public_name


def in_practice(request: HttpRequest) -> bool:
    """The same pages under another address, for staff who practise (chat/views/practice.py)."""
    return request.resolver_match is not None and "practice_chat" in (
        request.resolver_match.namespaces
    )


def visitor_of(request: HttpRequest) -> VisitorSession | None:
    """Of the token in the form, on this side of the wall between clients and practice."""
    token = request.POST.get("token", "")
    return selectors.find_visitor(token, practice=in_practice(request))


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


@audience(Audience.PUBLIC)
@require_GET
@gzip_page
def page(request: HttpRequest) -> HttpResponse:
    return framed(render(request, "chat/page.html", page_context(request)))


def page_context(request: HttpRequest, error: object = "") -> dict[str, Any]:
    state = door.look(now=now())
    return {
        "door": state,
        "answerers": selectors.answerers([public_name(worker) for worker in state.present]),
        "start_key": secrets.token_urlsafe(32),
        "municipalities": Municipality.objects.current() if state.is_open else [],
        "themes": Theme.objects.current() if state.is_open else [],
        "promise": "" if state.is_open else selectors.promise(state.opens_at),
        "hours": None if state.is_open else client_hours(now=now()),
        "embed": "embed" in request.GET,
        "error": error,
        "retention_hours": settings.CHAT_RETENTION_HOURS,
        "retention_days": settings.QUESTION_RETENTION_DAYS,
    }


@audience(Audience.PUBLIC)
@require_GET
@cache_control(public=True, max_age=5)
def status(request: HttpRequest) -> JsonResponse:
    state = door.look(now=now())
    answer = JsonResponse(
        {
            "open": state.is_open,
            "state": state.state,
            "opens_at": state.opens_at,
            "closes_at": state.closes_at,
            "ahead": state.ahead,
        }
    )
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@audience(Audience.PUBLIC)
@require_GET
@cache_control(public=True, max_age=300)
def embed(_: HttpRequest) -> HttpResponse:
    """One lasting address for other sites, whatever the loader's hashed name is."""
    answer = HttpResponseRedirect(static("chat/embed.js"))
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@csrf_exempt
@audience(Audience.PUBLIC)
@post_from("chat:page")
def start(request: HttpRequest) -> HttpResponse:
    form = forms.StartForm(request.POST)
    form.is_valid()
    data = form.cleaned_data
    try:
        session, token = services.start_visit(
            language=chosen_language(request),
            municipality_code=data.get("municipality", ""),
            theme_slug=data.get("theme", ""),
            about_close_person=data.get("subject_close_person", False),
            key=data.get("key", ""),
            address=counted_address(request.META),
        )
    except DomainError as error:
        return refused(request, error)
    if wants_json(request):
        public_id = str(session.conversation.public_id)
        return JsonResponse(
            {"conversation": public_id, "token": token, "socket": "/ws/chat/"}
        )
    return thread(request, session, token, draft=request.POST.get("text", ""))


def chosen_language(request: HttpRequest) -> str:
    wished = request.POST.get("language", "")
    return (
        wished
        if wished in dict(settings.LANGUAGES)
        else get_language() or settings.LANGUAGE_CODE
    )


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"code": error.code, "text": str(error.message)}, status=409)
    context = page_context(request, error=error.message)
    context["draft"] = request.POST.get("text", "")
    return framed(render(request, "chat/page.html", context, status=409))


def thread(
    request: HttpRequest,
    session: VisitorSession,
    token: str,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    """The whole conversation as a page; `extra` may bring `error` and the `draft` that was refused."""
    shown = visible_session(session, token)
    closed = shown["state"] == "closed"
    template = "chat/left.html" if closed else "chat/thread.html"
    ticket = services.survey_ticket(session=session, token=token) if closed else ""
    context = {"session": shown, "ticket": ticket, "embed": "embed" in request.GET} | extra
    answer = framed(render(request, template, context, status=status))
    answer.__dict__["_csp_update"] = {
        "frame-src": "'self'"
    }  # where the page looks for news
    return answer


def visible_session(session: VisitorSession, token: str) -> dict[str, Any]:
    room = selectors.room(session)
    shown = {name: getattr(room, name) for name in (*room.__slots__, "asked")}
    practice = session.conversation.is_practice
    socket = "/ws/practice/" if practice else "/ws/chat/"
    shown |= {"token": token, "message_key": uuid.uuid4(), "socket": socket}
    if shown["state"] != "closed" and takes_attachments(session.conversation):
        shown |= {
            "file_key": uuid.uuid4(),
            "files_most": settings.CHAT_ATTACHMENT_MEGABYTES,
        }
    return shown | {
        "question": session.conversation.is_question,
        "kept_until": session.conversation.kept_until,
        "recorded": session.conversation.is_for_record,
        "retention_hours": settings.PRACTICE_RETENTION_HOURS
        if practice
        else settings.CHAT_RETENTION_HOURS,
        "news_ticket": selectors.news_ticket(session, now=now()),
    }


def gone(request: HttpRequest) -> HttpResponse:
    """A wrong, ended or unknown token: one answer for all but those whom a ban has put out, who read so."""
    at = now()
    if ban := selectors.ban_of_token(request.POST.get("token", ""), at):
        return put_out(request, ban, selectors.banned(ban, at))
    if wants_json(request):
        return JsonResponse({"code": "gone", "text": ""}, status=404)
    return framed(render(request, "chat/gone.html", status=404))


def put_out(request: HttpRequest, ban: Ban, text: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"code": "banned", "text": text}, status=404)
    context = {"ban": ban, "text": text}
    return framed(render(request, "chat/banned.html", context, status=404))


@csrf_exempt
@audience(Audience.PUBLIC)
@post_from("chat:page")
def messages(request: HttpRequest) -> HttpResponse:
    form = forms.MessageForm(request.POST)
    session = visitor_of(request)
    if session is None:
        return gone(request)
    text = request.POST.get("text", "")
    key = form.cleaned_data["key"] if form.is_valid() else uuid.uuid4()
    try:
        line = services.post_message(
            conversation_id=session.conversation_id, text=text, client_key=key
        )
    except DomainError as error:
        return refused_message(request, session, error, text)
    if wants_json(request):
        return JsonResponse({"seq": line.seq, "key": str(key), "masked": list(line.masked)})
    session.conversation.refresh_from_db()
    return thread(request, session, request.POST["token"], masked=bool(line.masked))


def refused_message(
    request: HttpRequest, session: VisitorSession, error: DomainError, text: str
) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"code": error.code, "text": str(error.message)}, status=409)
    token = request.POST["token"]
    return thread(request, session, token, error=error.message, draft=text, status=409)


@csrf_exempt
@audience(Audience.PUBLIC)
@post_from("chat:page")
def listing(request: HttpRequest) -> HttpResponse:
    session = visitor_of(request)
    form = forms.ListForm(request.POST)
    if session is None:
        return gone(request)
    if not wants_json(request):
        return resumed(request, session)
    after = (form.cleaned_data["after"] or 0) if form.is_valid() else 0
    room = selectors.room(session, after=after)
    lines = [line.frame() for line in room.lines]
    return JsonResponse(room.joined_frame() | {"messages": lines})


def resumed(request: HttpRequest, session: VisitorSession) -> HttpResponse:
    """The conversation in the language of this page, with what was being written."""
    services.speak(session=session, language=get_language() or settings.LANGUAGE_CODE)
    draft = request.POST.get("text", "") or request.POST.get("draft", "")
    return thread(request, session, request.POST["token"], draft=draft)


@csrf_exempt
@audience(Audience.PUBLIC)
@post_from("chat:page")
def leave(request: HttpRequest) -> HttpResponse:
    session = visitor_of(request)
    if session is None:
        return gone(request)
    services.leave(session=session)
    if wants_json(request):
        return JsonResponse({"state": "closed"})
    session.conversation.refresh_from_db()
    draft = request.POST.get("text", "")
    return thread(request, session, request.POST["token"], draft=draft)


@csrf_exempt
@audience(Audience.PUBLIC)
def exit_now(request: HttpRequest) -> HttpResponse:
    """Quick exit, with scripts and without: the conversation ends, and the browser is elsewhere."""
    session = visitor_of(request)
    if session:
        services.vanish(session=session)
    answer = HttpResponseRedirect(settings.EXIT_URL)
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer
