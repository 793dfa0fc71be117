import logging
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hub.foundation.audience import Audience, allowed
from hub.foundation.metrics import REQUEST_SECONDS, REQUESTS

logger = logging.getLogger("hub.requests")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
Answer = Callable[[HttpRequest], HttpResponse]


class RequestLogMiddleware:
    """One line and one metric a request: the route's name, never its path, address or agent."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - started
        match = request.resolver_match
        route = match.view_name if match else "static-or-unknown"
        if route in settings.UNLOGGED_ROUTES:
            return unlogged(response)
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(route, method, response.status_code).inc()
        REQUEST_SECONDS.labels(route).observe(seconds)
        logger.info(
            "request",
            extra={
                "route": route,
                "method": method,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
            },
        )
        return response


def unlogged(response: HttpResponse) -> HttpResponse:
    """Django's own line about a refusal would tell the time as well."""
    response.__dict__["_has_been_logged"] = True
    return response


class SecurityHeadersMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault(
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        )
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            # Nothing that a person saw here may come back from a cache or with the Back button.
            response.setdefault("Cache-Control", "no-store")
        return response


class AudienceMiddleware:
    """Deny by default: a view nobody declared, or a person it was not declared for, goes no further.

    Public posts carry no cookie and so no CSRF token; a foreign page's Origin is refused instead.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        declared = declared_audience(request, view)
        if not declared:
            raise PermissionDenied
        role = request.user.role if request.user.is_authenticated else None
        if not allowed(declared, role=role):
            if role is None:
                return HttpResponseRedirect(
                    f"{reverse(settings.LOGIN_URL)}?next={request.path}"
                )
            raise PermissionDenied
        if (
            Audience.PUBLIC in declared
            and request.method == "POST"
            and foreign_origin(request)
        ):
            raise PermissionDenied
        return None


def declared_audience(
    request: HttpRequest, view: Callable[..., Any]
) -> frozenset[Audience]:
    """The view's own declaration, or the one `hub.urls` makes for a library's views."""
    declared: frozenset[Audience] = getattr(view, "audience", frozenset())
    if declared or request.resolver_match is None:
        return declared
    return library_audience(request.resolver_match.view_name)


def library_audience(view_name: str) -> frozenset[Audience]:
    return frozenset(map(Audience, settings.LIBRARY_AUDIENCES.get(view_name, ())))


def foreign_origin(request: HttpRequest) -> bool:
    """Whether a browser says that another site's page sends this post."""
    origin = request.headers.get("Origin")
    if not origin or origin in settings.EMBED_ORIGINS:
        return False
    try:
        return urlsplit(origin).netloc != request.get_host()
    except ValueError:  # no origin that a browser writes
        return True
