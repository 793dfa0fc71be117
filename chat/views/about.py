"""What the chat is, for those who read none of the languages it is answered in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from chat import door, selectors
from hub.foundation.audience import Audience, audience
from hub.foundation.clock import now


@audience(Audience.PUBLIC)
@require_GET
@gzip_page
def page(request: HttpRequest, language: str) -> HttpResponse:
    request.__dict__["translated_path"] = reverse("chat:page")
    state = door.look(now=now())
    context = {
        "door": state,
        "hours": selectors.hours_abroad(state, language=language, now=now()),
        "retention_hours": settings.CHAT_RETENTION_HOURS,
        "language": language,
        "html_lang": language,
        "html_dir": "rtl" if get_language_info(language)["bidi"] else "",
    }
    return render(request, f"chat/about/{language}.html", context)
