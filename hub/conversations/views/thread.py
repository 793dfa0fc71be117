import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from hub.conversations import forms, panels, selectors, services, transports
from hub.conversations.models import Conversation, Delivery
from hub.conversations.views.access import staff, visible
from hub.conversations.views.inbox import list_context
from hub.foundation.audience import Audience, audience
from hub.foundation.clock import now
from hub.foundation.errors import DomainError
from hub.foundation.posts import post_from


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_GET
def thread(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    conversation = visible(request, public_id)
    if request.headers.get("HX-Request"):
        # A hint said that something changed: same reader, same page, not another viewing.
        services.mark_read_by(conversation=conversation, by=staff(request))
        context = state_context(request, conversation)
        return render(request, "conversations/_state.html", context)
    draft = panels.draft_of(conversation, staff(request), request.GET)
    return whole_thread(request, conversation, draft=draft)


def whole_thread(
    request: HttpRequest, conversation: Conversation, *, status: int = 200, **extra: Any
) -> HttpResponse:
    """Every word of the thread: a viewing, whatever led to it, and logged as one."""
    services.view_thread(conversation=conversation, by=staff(request))
    state = state_context(request, conversation)
    lines = selectors.thread_lines(conversation, internal=True)
    context = list_context(request) | {
        "label": selectors.client_label(conversation),
        "entries": selectors.timeline(lines, state["events"]),
    }
    context |= {
        "card": selectors.emergency_card(conversation),
        "say_key": uuid.uuid4(),
    }
    context = context | state | extra
    return render(request, "conversations/thread.html", context, status=status)


def state_context(request: HttpRequest, conversation: Conversation) -> dict[str, Any]:
    """What around the lines changes with the thread's state, by whomever."""
    return composer_context(conversation) | {
        "events": selectors.thread_events(conversation),
        "offer": selectors.standing_offer(conversation),
        "receivers": selectors.receivers(conversation, staff(request)),
        "subjects": selectors.subjects_of(conversation),
        "panels": panels.panels_of(conversation, staff(request)),
        "decisions": forms.decisions(conversation),
    }


def composer_context(conversation: Conversation) -> dict[str, Any]:
    """A client who cannot be written to leaves room for a note."""
    transport = transports.get(conversation.channel)
    closed = conversation.is_closed
    return {
        "conversation": conversation,
        "refusal": None if closed else transport.refusal(conversation.pk, now()),
        "message_key": uuid.uuid4(),
        "file_key": uuid.uuid4(),
        "files_most": settings.CHAT_ATTACHMENT_MEGABYTES,
        "gives_files": not closed and selectors.gives_attachments(conversation),
        "aids": panels.aids(),
    }


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("console:thread", "public_id")
def take(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    conversation = visible(request, public_id)
    try:
        services.take_conversation(conversation=conversation, by=staff(request))
    except DomainError as error:
        return warned(request, conversation, error)
    if request.headers.get("HX-Request"):
        return acted(request, conversation)
    # It is not in the queue any more, and the list beside it would not show it.
    return redirect(reverse("console:thread", args=[public_id], query={"box": "mine"}))


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("console:thread", "public_id")
def reply(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    conversation = visible(request, public_id)
    form = forms.ReplyForm(request.POST)
    text = request.POST.get("text", "")
    key = form.cleaned_data["key"] if form.is_valid() else uuid.uuid4()
    note = bool(request.POST.get("note"))
    write = services.add_note if note else services.send_reply
    try:
        write(conversation=conversation, by=staff(request), text=text, client_key=key)
    except DomainError as error:
        said = {"error": error.message, "draft": text, "note": note}
        return refused(request, conversation, **said)
    if request.headers.get("HX-Request"):
        context = composer_context(conversation)
        return render(request, "conversations/_composer.html", context)
    return redirect("console:thread", public_id=public_id)


def refused(request: HttpRequest, conversation: Conversation, **extra: Any) -> HttpResponse:
    """The composer with the typed text and the reason beside it."""
    conversation.refresh_from_db()
    if request.headers.get("HX-Request"):
        context = state_context(request, conversation) | extra
        return render(request, "conversations/_composer.html", context, status=422)
    return whole_thread(request, conversation, status=422, **extra)


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("console:thread", "public_id")
def close(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    conversation = visible(request, public_id)
    form = forms.CloseForm(request.POST)
    form.is_valid()
    decision = form.cleaned_data.get("decision", "")
    reason = form.cleaned_data.get("reason", "")
    try:
        services.close_conversation(
            conversation=conversation, by=staff(request), decision=decision, reason=reason
        )
    except DomainError as error:
        context = {"close_error": error.message, "close_wrong": error.code}
        kept = {name: request.POST.get(name, "") for name in ("decision", "reason")}
        return acted(request, conversation, status=422, **context, **kept)
    return acted(request, conversation)


def warned(
    request: HttpRequest, conversation: Conversation, error: DomainError
) -> HttpResponse:
    """Nothing wrong with a form: the thread is not what it was when the button was pressed."""
    if request.headers.get("HX-Request"):
        return acted(request, conversation, status=409, said=error.message)
    messages.warning(request, str(error.message))
    return acted(request, conversation)


def acted(
    request: HttpRequest, conversation: Conversation, *, status: int = 200, **extra: Any
) -> HttpResponse:
    """After an act on the thread: its parts to a script, the thread itself to anybody else."""
    conversation.refresh_from_db()
    if request.headers.get("HX-Request"):
        context = state_context(request, conversation) | extra
        return render(request, "conversations/_state.html", context, status=status)
    if status == 200:
        return redirect("console:thread", public_id=conversation.public_id)
    return whole_thread(request, conversation, status=status, **extra)


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("console:thread", "public_id")
def resolve(request: HttpRequest, public_id: uuid.UUID, seq: int) -> HttpResponse:
    """A message that failed, or of which nobody knows whether it left: send again, or let it be."""
    conversation = visible(request, public_id)
    rows = Delivery.objects.filter(message__conversation=conversation)
    delivery = get_object_or_404(rows.select_related("message"), message__seq=seq)
    resend = request.POST.get("resend") == "1"
    try:
        if resend and delivery.status == Delivery.Status.FAILED:
            services.resend_failed(delivery=delivery, by=staff(request))
        else:
            services.resolve_uncertain(delivery=delivery, by=staff(request), resend=resend)
    except DomainError as error:
        return warned(request, conversation, error)
    return acted(request, conversation)
