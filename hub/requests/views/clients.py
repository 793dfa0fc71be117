"""The client's page. No cookie is set and nothing typed stands in an address: the post answers with the page itself."""

import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hub.foundation.addresses import counted_address
from hub.foundation.audience import Audience, audience
from hub.foundation.clock import now
from hub.foundation.errors import DomainError
from hub.foundation.frames import framed
from hub.hours.selectors import deadline
from hub.people.models import Municipality
from hub.requests import selectors, services
from hub.requests.errors import Unfit
from hub.requests.models import ContactRequest, Details

DETAILS = ("name", "phone", "other", "when_note", "subject")
TYPED = (*DETAILS, "key", "purpose", "when", "municipality", "urgent")
# As much of a refused text comes back as anybody types.
COMES_BACK = 4000


@csrf_exempt
@audience(Audience.PUBLIC)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form; posted, the receipt. A post from a language's button brings the form again, with what was typed."""
    if request.method == "POST" and "again" not in request.POST:
        return left(request)
    return form(request)


def left(request: HttpRequest) -> HttpResponse:
    posted = request.POST
    details = Details(**{name: posted.get(name, "") for name in DETAILS})
    try:
        made = services.leave_request(
            details=details,
            key=posted.get("key", ""),
            address=counted_address(request.META),
            municipality_code=posted.get("municipality", ""),
            purpose=posted.get("purpose", ""),
            when=posted.get("when", ""),
            language=get_language() or settings.LANGUAGE_CODE,
            urgent=posted.get("urgent") == "1",
        )
    except Unfit as error:
        return form(request, status=422, faults=error.faults)
    except DomainError as error:
        return form(request, status=409, error=error.message)
    context = {"made": made, "masked": services.holds_code(details)}
    return framed(render(request, "requests/receipt.html", context))


def form(request: HttpRequest, *, status: int = 200, **extra: Any) -> HttpResponse:
    typed = {name: request.POST.get(name, "")[:COMES_BACK] for name in TYPED}
    context = {
        "typed": typed,
        "key": typed["key"] or secrets.token_urlsafe(32),
        "purposes": selectors.purposes(),
        "whens": ContactRequest.When.choices,
        "municipalities": Municipality.objects.current(),
        "due_at": deadline(now(), working_days=settings.CONTACT_REQUEST_WORKING_DAYS),
        "law": settings.CONTACT_REQUEST_LAW,
        "retention_days": settings.CONTACT_REQUEST_RETENTION_DAYS,
    }
    answer = render(request, "requests/page.html", context | extra, status=status)
    return framed(answer)
