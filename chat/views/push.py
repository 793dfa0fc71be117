"""Notices on a worker's own devices: their settings page, and the script that the browser runs by itself."""

import uuid
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_safe

from chat import forms, selectors, services
from chat.client import Subscription
from chat.views.roster import staff
from hub.foundation.audience import Audience, audience
from hub.foundation.errors import DomainError
from hub.foundation.posts import post_from

DEVICE = "push_device"  # in the session: which of the devices this browser is
console_staff = audience(Audience.WORKER, Audience.SUPERVISOR)


@console_staff
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    return shown(request)


def shown(request: HttpRequest, error: object = "") -> HttpResponse:
    context = {
        "devices": selectors.push_devices(staff(request)),
        "push_key": selectors.push_key(),
        "this_device": request.session.get(DEVICE, ""),
        "error": error,
        "page": "push",
    }
    return render(request, "chat/push.html", context, status=422 if error else 200)


@console_staff
@post_from("push:page")
def add(request: HttpRequest) -> HttpResponse:
    form = forms.PushForm(request.POST)
    if not form.is_valid():
        return shown(request, gettext("Turning on failed. Try again in a moment."))
    try:
        device = services.add_device(
            user=staff(request), subscription=Subscription(**form.cleaned_data)
        )
    except DomainError as error:
        return shown(request, error.message)
    request.session[DEVICE] = str(device.public_id)
    return redirect("push:page")


@console_staff
@post_from("push:page")
def remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    services.remove_device(user=staff(request), public_id=public_id)
    if request.session.get(DEVICE) == str(public_id):
        del request.session[DEVICE]
    return redirect("push:page")


@audience(Audience.PUBLIC)
@require_safe
def worker(_: HttpRequest) -> HttpResponse:
    """One lasting address, asked for by the browser itself, signed in or not. May look after all staff pages."""
    answer = HttpResponse(script(), content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = reverse("staff_home")
    answer["Cache-Control"] = "no-cache"
    return answer


@lru_cache
def script() -> bytes:
    path = finders.find("staff/push-worker.js")
    assert isinstance(path, str)
    return Path(path).read_bytes()
