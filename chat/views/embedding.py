"""For web masters, who have no account here: the lines to copy, and what is wrong on their site."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from chat import forms, selectors
from hub.foundation.audience import Audience, audience
from hub.foundation.frames import framed


@csrf_exempt
@audience(Audience.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    hub = request.build_absolute_uri("/").rstrip("/")
    form = forms.EmbeddingForm(request.POST or None)
    good = form.is_valid()
    context = {
        "lines": selectors.embedding_lines(hub),
        "policy_lines": f"script-src {hub}; connect-src {hub}; frame-src {hub}",
        "form": form,
        "site": form.cleaned_data["site"].partition("#")[0] if good else "",
        "origins": settings.EMBED_ORIGINS,
        "findings": selectors.embedding_findings(hub=hub, **form.cleaned_data)
        if good
        else [],
    }
    status = 422 if form.is_bound and not good else 200
    return render(request, "chat/embedding.html", context, status=status)


@audience(Audience.PUBLIC)
@require_GET
@cache_control(public=True, max_age=300)
def script(_: HttpRequest) -> HttpResponse:
    """What the loader fetches on a page that is opened with `#chat-check`."""
    answer = HttpResponseRedirect(static("chat/check.js"))
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@audience(Audience.PUBLIC)
@require_GET
def frame(request: HttpRequest) -> HttpResponse:
    """Framed as the chat is; where it shows, it tells the page around it so."""
    return framed(render(request, "chat/frame.html"))
