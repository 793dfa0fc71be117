from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from hub.conversations import services
from hub.conversations.forms import ThemeForm
from hub.conversations.models import Theme
from hub.foundation.audience import Audience, audience
from hub.foundation.errors import DomainError
from hub.people.models import User

keepers = audience(Audience.ADMIN)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@keepers
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    context = {"themes": Theme.objects.listed(), "page": "themes"}
    return render(request, "conversations/themes.html", context)


@keepers
@form_page
def add(request: HttpRequest) -> HttpResponse:
    return filled_in(request, None, ThemeForm(request.POST or None))


@keepers
@form_page
def change(request: HttpRequest, slug: str) -> HttpResponse:
    theme = get_object_or_404(Theme, slug=slug)
    return filled_in(request, theme, ThemeForm.of(theme, request.POST or None))


def filled_in(request: HttpRequest, theme: Theme | None, form: ThemeForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save(request, theme, form.cleaned_data)
        except DomainError as error:
            form.add_error(error.code or None, str(error.message))
        else:
            messages.success(request, gettext("Saved."))
            return redirect("console:themes")
    context = {"form": form, "theme": theme, "page": "themes"}
    return render(
        request, "conversations/theme.html", context, status=422 if form.errors else 200
    )


def save(request: HttpRequest, theme: Theme | None, words: dict[str, Any]) -> None:
    assert isinstance(request.user, User)
    if theme is None:
        services.add_theme_to_list(by=request.user, **words)
    else:
        services.change_theme(theme=theme, by=request.user, **words)
