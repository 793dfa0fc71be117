import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from chat import forms, selectors, services
from chat.models import DiaryEntry
from hub.foundation.audience import Audience, audience
from hub.foundation.clock import now
from hub.foundation.errors import DomainError
from hub.foundation.posts import post_from
from hub.hours.models import Opening
from hub.people.models import User


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_GET
def room(request: HttpRequest) -> HttpResponse:
    return duty_page(request)


def duty_page(request: HttpRequest, *, status: int = 200, **extra: Any) -> HttpResponse:
    """`extra`: what was refused in the diary's form, and why."""
    fragment = request.headers.get("HX-Request")
    template = "chat/_duty_parts.html" if fragment else "chat/duty.html"
    context = {"duty": selectors.duty_room(staff(request)), "page": "duty"}
    if not fragment:
        context["practising"] = selectors.my_practice(staff(request))
    if not fragment and staff(request).keeps_roster:
        context["gaps"] = selectors.gaps(staff(request))
    context |= blank_entry() | extra
    return render(request, template, context, status=status)


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_GET
def alerts(request: HttpRequest) -> HttpResponse:
    """What is wrong with the running opening, for the top of any page after a hint."""
    return render(request, "chat/_alerts.html")


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("duty:room")
def presence(request: HttpRequest) -> HttpResponse:
    services.set_away(user=staff(request), away=request.POST.get("away") == "1")
    return redirect("duty:room")


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("duty:room")
def join(request: HttpRequest) -> HttpResponse:
    try:
        services.join_duty(user=staff(request))
    except DomainError as error:
        messages.warning(request, str(error.message))
    return redirect("duty:room")


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_GET
def openings(request: HttpRequest) -> HttpResponse:
    rows = selectors.past_openings(staff(request))
    return render(request, "chat/openings.html", {"openings": rows, "page": "duty"})


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_GET
def shift(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return shift_page(request, visible(request, public_id))


def shift_page(
    request: HttpRequest, opening: Opening, *, status: int = 200, **extra: Any
) -> HttpResponse:
    found = selectors.shift(opening, staff(request))
    context = {"shift": found, "opening": opening, "entries": found.diary, "page": "duty"}
    fragment = request.headers.get("HX-Request")
    template = "chat/_diary.html" if fragment else "chat/shift.html"
    return render(request, template, context | blank_entry() | extra, status=status)


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("duty:shift", "public_id")
def write(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    opening = visible(request, public_id)
    form = forms.DiaryForm(request.POST)
    kind, text = request.POST.get("kind", ""), request.POST.get("text", "")
    key = form.cleaned_data["key"] if form.is_valid() else uuid.uuid4()
    here = request.POST.get("page") == "duty"
    try:
        services.write_entry(
            opening=opening, by=staff(request), kind=kind, text=text, key=key
        )
    except DomainError as error:
        said = {"error": error.message, "wrong": error.code, "draft": text, "kind": kind}
        if here:
            return duty_page(request, status=422, **said)
        return shift_page(request, opening, status=422, **said)
    if here:
        return redirect(f"{reverse('duty:room')}#diary")
    return redirect(f"{reverse('duty:shift', args=[public_id])}#diary")


def visible(request: HttpRequest, public_id: uuid.UUID) -> Opening:
    rows = Opening.objects.client().visible_to(staff(request))
    return get_object_or_404(rows, public_id=public_id, starts_at__lte=now())


def blank_entry() -> dict[str, Any]:
    return {"entry_key": uuid.uuid4(), "kinds": DiaryEntry.Kind.choices, "kind": "came_up"}


def staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
