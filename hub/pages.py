"""Pages that belong to no room: the front page, the statements, and the pages of refusal."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from chat import door
from hub.foundation.audience import Audience, audience
from hub.foundation.clock import now
from hub.hours.selectors import client_hours
from hub.people import services as people
from hub.people.models import User


@audience(Audience.PUBLIC)
@require_GET
def front(request: HttpRequest) -> HttpResponse:
    context = {"door": door.look(now=now()), "hours": client_hours(now=now())}
    return render(request, "front.html", context)


@audience(Audience.PUBLIC)
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    periods = {
        "retention_hours": settings.CHAT_RETENTION_HOURS,
        "question_days": settings.QUESTION_RETENTION_DAYS,
        "webhook_days": settings.WHATSAPP_BODY_DAYS,
        "request_days": settings.CONTACT_REQUEST_RETENTION_DAYS,
    }
    return render(request, "privacy.html", periods)


@audience(Audience.PUBLIC)
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html")


@audience(Audience.STAFF)
@require_GET
def staff_home(request: HttpRequest) -> HttpResponse:
    """The console, or for whom there is none: what they can do."""
    assert isinstance(request.user, User)
    if request.user.answers_clients:
        return redirect("console:inbox")
    return render(request, "staff_home.html")


@audience(Audience.STAFF)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    people.set_language(user=request.user, language=request.POST.get("language", ""))
    return back(request)


@audience(Audience.STAFF)
@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    people.set_single_keys(user=request.user, on=request.POST.get("keys") == "on")
    return back(request)


def back(request: HttpRequest) -> HttpResponse:
    page = request.POST.get("next", "")
    same_site = url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return redirect(page if same_site and page else "staff_home")


@audience(Audience.PUBLIC)
def unreceived(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


@audience(Audience.PUBLIC)
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Staff keep their own header, with the way out and back in it."""
    signed_in = request.user.is_authenticated
    return render(request, "403_staff.html" if signed_in else "403.html", status=403)


@audience(Audience.PUBLIC)
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


@audience(Audience.PUBLIC)
def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
