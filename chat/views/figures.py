import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from chat import selectors, services
from chat.forms import PeriodForm
from chat.views.duty import staff
from hub.foundation.audience import Audience, audience
from hub.hours.models import Opening

readers = audience(Audience.SUPERVISOR, Audience.ADMIN)
# A worker reads those of an opening they sat in.
readers_of_one = audience(Audience.WORKER, Audience.SUPERVISOR, Audience.ADMIN)
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@readers
@require_GET
def period(request: HttpRequest) -> HttpResponse:
    """Without days in the address: this year so far."""
    form = chosen(request)
    if not form.is_valid():
        return period_page(request, form, status=422)
    days = form.cleaned_data
    openings = selectors.openings_between(staff(request), **days)
    questions = selectors.questions_between(staff(request), **days)
    found = selectors.figures(openings, questions=questions)
    return period_page(request, form, figures=found, **days)


@readers
@require_GET
def period_file(request: HttpRequest, kind: str) -> HttpResponse:
    form = chosen(request)
    if not form.is_valid():
        return period_page(request, form, status=422)
    days = form.cleaned_data
    written = services.export_period(by=staff(request), kind=kind, **days)
    return download(written, f"chat-{days['first_day']}-{days['last_day']}", kind)


def period_page(
    request: HttpRequest, form: PeriodForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    years = selectors.opening_years(staff(request))
    context = {"form": form, "years": years, "page": "figures"} | extra
    return render(request, "chat/figures.html", context, status=status)


@readers_of_one
@require_GET
def opening(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    one, in_full = readable(request, public_id)
    found = selectors.figures([one], in_full=in_full)
    context = {"figures": found, "opening": one, "page": "figures"}
    return render(request, "chat/figures.html", context)


@readers_of_one
@require_GET
def opening_file(request: HttpRequest, public_id: uuid.UUID, kind: str) -> HttpResponse:
    one, _ = readable(request, public_id)
    written = services.export_opening(by=staff(request), opening=one, kind=kind)
    return download(written, f"chat-{timezone.localdate(one.starts_at)}", kind)


def readable(request: HttpRequest, public_id: uuid.UUID) -> tuple[Opening, bool]:
    """And whether in full."""
    user = staff(request)
    one = get_object_or_404(selectors.held_openings(user), public_id=public_id)
    in_full = selectors.sat_in(one, user)
    if not (in_full or user.keeps_openings):
        raise Http404
    return one, in_full


def chosen(request: HttpRequest) -> PeriodForm:
    if "first_day" in request.GET or "last_day" in request.GET:
        return PeriodForm(request.GET)
    today = timezone.localdate()
    return PeriodForm({"first_day": f"{today.year}-01-01", "last_day": f"{today}"})


def download(written: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(written, content_type=TYPES[kind])
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind}")
    answer["Cache-Control"] = "no-store"
    return answer
