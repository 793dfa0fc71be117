from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hub.conversations import selectors
from hub.conversations.views.access import staff
from hub.foundation.audience import Audience, audience
from hub.foundation.clock import now


def list_context(request: HttpRequest) -> dict[str, Any]:
    box = request.GET.get("box", "")
    box = box if box in selectors.BOXES else "unit"
    user = staff(request)
    counts = selectors.box_counts(user)
    return {
        "box": box,
        "rows": selectors.inbox_rows(user, box),
        "counts": counts,
        "waiting": counts["queue"],
        "now": now(),
        "page": "inbox",
    }


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The list alone when htmx asks again after a hint, else the whole console."""
    fragment = request.headers.get("HX-Request")
    template = "conversations/_list.html" if fragment else "conversations/inbox.html"
    return render(request, template, list_context(request))


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """How many wait, for the header of any page after a hint."""
    return render(request, "conversations/_waiting.html")


@audience(Audience.WORKER, Audience.SUPERVISOR)
@require_GET
def offers(request: HttpRequest) -> HttpResponse:
    """What is offered to me, for any page after a hint."""
    return render(request, "conversations/_offers.html")
