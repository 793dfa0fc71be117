import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from hub.conversations import forms, selectors, services
from hub.conversations.models import Conversation
from hub.conversations.views.access import staff, visible
from hub.conversations.views.thread import composer_context, refused
from hub.foundation.audience import Audience, audience
from hub.foundation.errors import DomainError
from hub.foundation.files import handed_out, shown, uploaded
from hub.foundation.posts import post_from

readers = audience(Audience.WORKER, Audience.SUPERVISOR)


@readers
@post_from("console:thread", "public_id")
def send(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What is being written stays in the composer."""
    conversation = visible(request, public_id)
    form = forms.FileForm(request.POST)
    key = form.cleaned_data["file_key"] if form.is_valid() else uuid.uuid4()
    draft = request.POST.get("text", "")
    note = bool(request.POST.get("note"))
    try:
        services.send_attachment(
            conversation=conversation,
            by=staff(request),
            data=uploaded(request),
            client_key=key,
        )
    except DomainError as error:
        said = {"file_error": error.message, "draft": draft, "note": note}
        return refused(request, conversation, **said)
    if request.headers.get("HX-Request"):
        context = composer_context(conversation) | {"draft": draft, "note": note}
        return render(request, "conversations/_composer.html", context)
    return redirect("console:thread", public_id=public_id)


@readers
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, public_id: uuid.UUID, seq: int) -> HttpResponse:
    """A scanned file by a link; one that is not, only by the button beside the warning."""
    conversation = visible(request, public_id)
    try:
        found = services.read_attachment(
            conversation=conversation,
            seq=seq,
            by=staff(request),
            unscanned=request.method == "POST",
        )
    except DomainError:
        raise Http404 from None
    return handed_out(found.name, found.media_type, found.data)


@readers
@require_GET
def preview(request: HttpRequest, public_id: uuid.UUID, seq: int) -> HttpResponse:
    conversation = visible(request, public_id)
    try:
        found = services.preview_attachment(conversation=conversation, seq=seq)
    except DomainError:
        raise Http404 from None
    return shown(found.media_type, found.data)


@readers
@require_GET
def card(request: HttpRequest, public_id: uuid.UUID, seq: int) -> HttpResponse:
    """What the thread shows of one file: fetched anew when its state has changed."""
    conversation = visible(request, public_id)
    line = selectors.attachment_line(conversation, seq)
    if line is None:
        raise Http404
    context = {"conversation": conversation, "line": line}
    return render(request, "conversations/_file.html", context)


@audience(Audience.SUPERVISOR, Audience.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: HttpRequest) -> HttpResponse:
    user = staff(request)
    kept = selectors.attachment_keeping(user.unit)
    if request.method == "POST":
        services.switch_attachments(
            unit=user.unit,
            channel=Conversation.Channel.CHAT,
            on=request.POST.get("on") == "1",
            by=user,
        )
        messages.success(request, gettext("Saved."))
        return redirect("console:attachments")
    return render(
        request, "conversations/attachments.html", {"kept": kept, "page": "files"}
    )
