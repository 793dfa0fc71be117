"""Pages that belong to no room: the front page, the statements, and the pages of refusal."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chat import door
from hub.foundation.audience import Audience, audience
from hub.foundation.clock import now


@audience(Audience.PUBLIC)
@require_GET
def front(request: HttpRequest) -> HttpResponse:
    return render(request, "front.html", {"door": door.look(now=now())})


@audience(Audience.PUBLIC)
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    periods = {
        "retention_hours": settings.CHAT_RETENTION_HOURS,
        "webhook_days": settings.WHATSAPP_BODY_DAYS,
    }
    return render(request, "privacy.html", periods)


@audience(Audience.PUBLIC)
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html")


@audience(Audience.PUBLIC)
def unreceived(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


@audience(Audience.PUBLIC)
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


@audience(Audience.PUBLIC)
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


@audience(Audience.PUBLIC)
def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
