"""The frame that looks for news on a conversation's page where scripts do not run."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chat import selectors
from hub.foundation.audience import Audience, audience
from hub.foundation.clock import now


@audience(Audience.PUBLIC)
@require_GET
def frame(request: HttpRequest, ticket: str) -> HttpResponse:
    news = selectors.news(ticket, now=now())
    context = {"news": news, "still": "still" in request.GET}
    answer = render(request, "chat/news.html", context, status=200 if news else 404)
    # Inside our own page, which may itself be inside a page of the organisation's.
    ancestors = ["'self'", *settings.EMBED_ORIGINS]
    answer.__dict__["_csp_replace"] = {"frame-ancestors": ancestors}
    answer.__dict__["xframe_options_exempt"] = True
    return answer
