import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from hub.foundation.audience import Audience, audience
from hub.foundation.clock import now
from hub.foundation.errors import DomainError
from hub.foundation.numbers import row_id
from hub.foundation.posts import post_from
from hub.people.models import User
from hub.requests import selectors, services
from hub.requests.forms import OutcomeForm
from hub.requests.models import ContactRequest


def me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def visible(request: HttpRequest, public_id: uuid.UUID) -> ContactRequest:
    rows = ContactRequest.objects.visible_to(me(request)).for_page()
    return get_object_or_404(rows, public_id=public_id)


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The list alone when it is asked for again after a hint, else the whole page."""
    number = request.GET.get("page", "")
    text = request.GET.get("q", "")[:20]
    found = selectors.listing(
        me(request),
        box=request.GET.get("box", ""),
        page=int(number) if number.isdecimal() and len(number) < 6 else 1,
        text=text,
        now=now(),
    )
    context = {"listing": found, "q": text, "page": "requests"}
    fragment = request.headers.get("HX-Request")
    template = "requests/_list.html" if fragment else "requests/list.html"
    return render(request, template, context)


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_GET
def sheet(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return whole(request, visible(request, public_id))


def whole(
    request: HttpRequest, asked: ContactRequest, *, status: int = 200, **extra: Any
) -> HttpResponse:
    """Who asks and how to reach them: a viewing, whatever led to it, and logged as one."""
    services.view_request(request=asked, by=me(request))
    context = {
        "sheet": selectors.sheet(me(request), asked, now=now()),
        "form": OutcomeForm(),
        "law": settings.CONTACT_REQUEST_LAW,
        "page": "requests",
    }
    return render(request, "requests/sheet.html", context | extra, status=status)


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("requests:sheet", "public_id")
def take(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return done(request, public_id, services.take_request)


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("requests:sheet", "public_id")
def assign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    to = request.POST.get("to", "")
    colleagues = User.objects.answering(me(request).unit_id)
    chosen = get_object_or_404(colleagues, pk=row_id(to))
    return done(request, public_id, services.reassign_request, to=chosen)


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("requests:sheet", "public_id")
def urgent(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    wished = request.POST.get("urgent") == "1"
    return done(request, public_id, services.mark_urgent, urgent=wished)


def done(request: HttpRequest, public_id: uuid.UUID, act: Any, **wish: Any) -> HttpResponse:
    """The request as it stands after the act, or after the refusal of it."""
    try:
        act(request=visible(request, public_id), by=me(request), **wish)
    except DomainError as error:
        messages.warning(request, str(error.message))
    return redirect("requests:sheet", public_id=public_id)


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("requests:sheet", "public_id")
def outcome(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    asked = visible(request, public_id)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return whole(request, asked, status=422, form=form)
    try:
        record(asked, me(request), **form.cleaned_data)
    except DomainError as error:
        form.add_error("outcome", str(error.message))
        return whole(request, visible(request, public_id), status=409, form=form)
    messages.success(request, gettext("Saved."))
    return redirect("requests:sheet", public_id=public_id)


def record(asked: ContactRequest, by: User, *, outcome: str, meeting_at: Any) -> None:
    if outcome == "tried":
        services.record_try(request=asked, by=by)
    elif outcome == ContactRequest.State.OFFERED:
        services.record_offer(request=asked, by=by, meeting_at=meeting_at)
    else:
        services.close_request(request=asked, by=by, outcome=outcome)
