from secrets import compare_digest

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError

from hub.foundation.addresses import client_address
from hub.foundation.audience import Audience, audience
from hub.foundation.valkey import valkey


@audience(Audience.PUBLIC)
@require_GET
def live(_: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@audience(Audience.PUBLIC)
@require_GET
def ready(_: HttpRequest) -> JsonResponse:
    """200 while the database answers; Valkey's absence is told, but the hub serves on without it."""
    state = {"database": database_answers(), "valkey": valkey_answers()}
    return JsonResponse(state, status=200 if state["database"] else 503)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def valkey_answers() -> bool:
    try:
        valkey().ping()
    except (RedisError, OSError):
        return False
    return True


@audience(Audience.PUBLIC)
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Counters, for the holder of the token or a listed network; nobody else learns that they exist."""
    if not may_see_metrics(request):
        return render(request, "404.html", status=404)
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def may_see_metrics(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and compare_digest(
        given.encode(), settings.METRICS_TOKEN.encode()
    ):
        return True
    address = client_address(request.META)
    return address is not None and any(
        address in network for network in settings.METRICS_NETWORKS
    )


@audience(Audience.PUBLIC)
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that went stale: the person is told to try again, and the log learns nothing of it."""
    return render(request, "403_csrf.html", status=403)


@audience(Audience.PUBLIC)
@require_GET
def security_txt(_: HttpRequest) -> HttpResponse:
    lines = [
        f"Contact: mailto:{settings.ORGANISATION_SECURITY_EMAIL}",
        "Preferred-Languages: fi, sv, en",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@audience(Audience.PUBLIC)
@require_GET
def brand(_: HttpRequest) -> HttpResponse:
    """The organisation's own colour, lightened for the dark theme; base.css has the neutral one."""
    colour = settings.ORGANISATION_COLOUR
    sheet = (
        f":root{{--brand:{colour};--on-brand:#fff}}"
        "@media(prefers-color-scheme:dark)"
        f"{{:root{{--brand:color-mix(in srgb,{colour} 40%,#fff);--on-brand:#10222b}}}}"
    )
    response = HttpResponse(sheet, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    return response
