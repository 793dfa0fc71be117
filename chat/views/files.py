"""A visitor sends a file, or fetches one of the worker's. The token is in the body, as everywhere."""

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from chat import forms, services
from chat.models import VisitorSession
from chat.views.visitor import gone, refused_message, thread, visitor_of, wants_json
from hub.foundation.audience import Audience, audience
from hub.foundation.errors import DomainError
from hub.foundation.files import handed_out, uploaded
from hub.foundation.posts import post_from


@csrf_exempt
@audience(Audience.PUBLIC)
@post_from("chat:page")
def send(request: HttpRequest) -> HttpResponse:
    session = visitor_of(request)
    if session is None:
        return gone(request)
    form = forms.FileForm(request.POST)
    key = form.cleaned_data["file_key"] if form.is_valid() else uuid.uuid4()
    try:
        line = services.send_file(session=session, data=uploaded(request), client_key=key)
    except DomainError as error:
        return refused(request, session, error)
    if wants_json(request):
        return JsonResponse(line.frame())
    session.conversation.refresh_from_db()
    draft = request.POST.get("text", "")
    return thread(request, session, request.POST["token"], draft=draft)


def refused(
    request: HttpRequest, session: VisitorSession, error: DomainError
) -> HttpResponse:
    """Beside the field of the file; what was being written is kept."""
    if wants_json(request):
        return refused_message(request, session, error, "")
    token, draft = request.POST["token"], request.POST.get("text", "")
    said = {"file_error": error.message, "draft": draft}
    return thread(request, session, token, status=409, **said)


@csrf_exempt
@audience(Audience.PUBLIC)
@post_from("chat:page")
def fetch(request: HttpRequest) -> HttpResponse:
    session = visitor_of(request)
    form = forms.FetchForm(request.POST)
    if session is None or not form.is_valid():
        return gone(request)
    try:
        file = services.fetch_file(session=session, seq=form.cleaned_data["seq"])
    except DomainError:
        return gone(request)
    return handed_out(file.name, file.media_type, file.data)
