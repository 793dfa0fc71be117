from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from hub.foundation.audience import Audience, audience
from hub.foundation.clock import now
from hub.foundation.errors import DomainError
from hub.foundation.posts import post_from
from hub.hours import forms, selectors, services
from hub.hours.models import ExceptionalHours, Opening, WeeklyRule
from hub.people.models import User

keepers = audience(Audience.SUPERVISOR, Audience.ADMIN)
# A worker comes here from the duty page, to an opening they sit in; the service checks that.
closers = audience(Audience.WORKER, Audience.SUPERVISOR, Audience.ADMIN)
form_page = require_http_methods(["GET", "HEAD", "POST"])


def staff(request: HttpRequest) -> User:
    """`AudienceMiddleware` lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user


@audience(Audience.PUBLIC)
@require_GET
@cache_control(public=True, max_age=300)
def hours(_: HttpRequest) -> JsonResponse:
    answer = JsonResponse({"serviceHours": selectors.service_hours(now=now())})
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@keepers
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    kept = selectors.keeping(staff(request), now=now())
    return render(request, "hours/list.html", {"kept": kept, "page": "openings"})


def filled_in(
    request: HttpRequest,
    form: Any,
    act: Callable[[dict[str, Any]], object],
    **words: Any,
) -> HttpResponse:
    """The form's page, or after what it asks for has been done, the page it came from."""
    user = staff(request)
    back = "openings:list" if user.keeps_openings else "duty:room"
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, gettext("Saved."))
            return redirect(back)
    context = {"form": form, "back": back, "page": "openings"} | words
    return render(request, "hours/form.html", context, status=422 if form.errors else 200)


@keepers
@form_page
def add_rule(request: HttpRequest) -> HttpResponse:
    user = staff(request)
    form = forms.RuleForm(
        request.POST or None, initial={"valid_from": timezone.localdate()}
    )
    return filled_in(
        request,
        form,
        lambda data: services.add_rule(unit=user.unit, by=user, **data),
        title=gettext("A new weekly opening"),
    )


@keepers
@form_page
def change_rule(request: HttpRequest, public_id: str) -> HttpResponse:
    user = staff(request)
    rule = get_object_or_404(WeeklyRule.objects.visible_to(user), public_id=public_id)
    return filled_in(
        request,
        forms.RuleForm.of(rule, request.POST or None),
        lambda data: services.change_rule(rule=rule, by=user, **data),
        title=gettext("Change a weekly opening"),
        intro=gettext(
            "Coming openings follow the change. Those that have workers stay as they are."
        ),
    )


@keepers
@form_page
def end_rule(request: HttpRequest, public_id: str) -> HttpResponse:
    user = staff(request)
    rule = get_object_or_404(WeeklyRule.objects.visible_to(user), public_id=public_id)
    form = forms.EndForm(request.POST or None, initial={"last_day": timezone.localdate()})
    return filled_in(
        request,
        form,
        lambda data: services.end_rule(rule=rule, by=user, **data),
        title=gettext("End a weekly opening"),
        intro=gettext("Later openings are taken away, but for those that have workers."),
    )


@keepers
@form_page
def add_exception(request: HttpRequest) -> HttpResponse:
    user = staff(request)
    return filled_in(
        request,
        forms.ExceptionForm(request.POST or None),
        lambda data: services.add_exception(
            exception=ExceptionalHours(unit=user.unit, **data), by=user
        ),
        title=gettext("A new exception"),
        intro=gettext(
            "Openings that have workers stay; close them in the list if need be."
        ),
    )


@keepers
@post_from("openings:list")
def remove_exception(request: HttpRequest, public_id: str) -> HttpResponse:
    user = staff(request)
    exception = get_object_or_404(
        ExceptionalHours.objects.visible_to(user).filter(removed_at=None),
        public_id=public_id,
    )
    services.remove_exception(exception=exception, by=user)
    messages.success(request, gettext("The exception has been removed."))
    return redirect("openings:list")


@closers
@form_page
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    user = staff(request)
    rows = Opening.objects.client().visible_to(user)
    opening = get_object_or_404(rows, public_id=public_id)
    kind = forms.KeeperCloseForm if user.keeps_openings else forms.CloseForm
    return filled_in(
        request,
        kind(request.POST or None),
        lambda data: services.close_early(opening=opening, by=user, **data),
        title=gettext("Close the chat early"),
        opening=opening,
        intro=gettext(
            "Nobody new gets in. Conversations go on until they are ended. You can open it again while its time lasts."
        ),
    )


@closers
@post_from("openings:close", "public_id")
def reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    user = staff(request)
    rows = Opening.objects.client().visible_to(user)
    opening = get_object_or_404(rows, public_id=public_id)
    try:
        services.reopen(opening=opening, by=user)
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect("openings:list" if user.keeps_openings else "duty:room")
