import uuid
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from hub.conversations import forms, selectors, services
from hub.conversations.models import Conversation
from hub.conversations.views.access import staff, visible
from hub.foundation.audience import Audience, audience
from hub.foundation.errors import DomainError
from hub.foundation.posts import post_from

answering = audience(Audience.WORKER, Audience.SUPERVISOR)


@answering
@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """To whom I am called, for any page after a hint."""
    return render(request, "conversations/_calls.html")


@answering
@require_GET
def card(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The card of a thread's page alone, after a hint: same reader, same page, not a viewing."""
    if not request.headers.get("HX-Request"):
        return redirect("console:thread", public_id=public_id)
    return shown(request, visible(request, public_id))


def shown(request: HttpRequest, conversation: Conversation, **extra: Any) -> HttpResponse:
    """The card as it stands now to a script; to anybody else the thread, where it stands open."""
    if not request.headers.get("HX-Request"):
        if said := extra.get("said"):
            messages.warning(request, str(said))
        thread = reverse("console:thread", args=[conversation.public_id])
        return redirect(f"{thread}#emergency")
    found = selectors.emergency_card(conversation)
    context = {"conversation": conversation, "card": found, "say_key": uuid.uuid4()}
    return render(request, "conversations/_emergency_card.html", context | extra)


@answering
@post_from("console:thread", "public_id")
def call(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    conversation = visible(request, public_id)
    try:
        services.call_pair(conversation=conversation, by=staff(request))
    except DomainError as error:
        return shown(request, conversation, said=error.message)
    return shown(request, conversation)


@answering
@post_from("console:thread", "public_id")
def say(request: HttpRequest, public_id: uuid.UUID, name: str) -> HttpResponse:
    conversation = visible(request, public_id)
    form = forms.ReplyForm(request.POST)
    key = form.cleaned_data["key"] if form.is_valid() else uuid.uuid4()
    try:
        services.say_ready(
            conversation=conversation, by=staff(request), name=name, client_key=key
        )
    except DomainError as error:
        return shown(request, conversation, said=error.message)
    return shown(request, conversation, sent=name)


@answering
@post_from("console:thread", "public_id")
def answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    conversation = visible(request, public_id)
    coming = request.POST.get("answer") == "coming"
    services.answer_call(conversation=conversation, by=staff(request), coming=coming)
    return shown(request, conversation) if coming else redirect(page_of(request))


def page_of(request: HttpRequest) -> str:
    """Where the strip stood: any page of ours, which a browser tells and a form in it could not."""
    path = urlsplit(request.headers.get("Referer", "")).path
    known = path and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if known else reverse("console:inbox")


@answering
@post_from("console:thread", "public_id")
def over(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    conversation = visible(request, public_id)
    services.end_call(conversation=conversation, by=staff(request))
    return shown(request, conversation)


@audience(Audience.SUPERVISOR, Audience.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def numbers(request: HttpRequest) -> HttpResponse:
    """What the card tells of the social emergency service, by municipality."""
    by = staff(request)
    form = forms.NumbersForm.of(by.unit, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.set_emergency_numbers(unit=by.unit, by=by, **form.numbers)
        messages.success(request, gettext("Saved."))
        return redirect("console:numbers")
    status = 422 if form.errors else 200
    context = {"form": form, "page": "numbers"}
    return render(request, "conversations/numbers.html", context, status=status)
