import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chat import forms, selectors, services
from chat.models import Seat, Swap
from hub.foundation.audience import Audience, audience
from hub.foundation.errors import DomainError
from hub.foundation.numbers import row_id
from hub.foundation.posts import post_from
from hub.hours.models import Opening
from hub.people.models import Absence, User

roster_staff = audience(Audience.WORKER, Audience.SUPERVISOR, Audience.ADMIN)


def staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def visible_opening(request: HttpRequest, public_id: uuid.UUID) -> Opening:
    rows = Opening.objects.client().visible_to(staff(request))
    return get_object_or_404(rows, public_id=public_id)


def visible_seat(request: HttpRequest, public_id: uuid.UUID, **mine: User) -> Seat:
    rows = Seat.objects.client().visible_to(staff(request))
    rows = rows.select_related("opening", "worker")
    return get_object_or_404(rows, public_id=public_id, **mine)


def colleague(request: HttpRequest, number: str) -> User:
    rows = User.objects.answering(staff(request).unit_id)
    return get_object_or_404(rows, pk=row_id(number))


def done(request: HttpRequest, opening: Opening, act: Callable[[], Any]) -> HttpResponse:
    """Back to the opening's page, with what stood in the way if something did."""
    try:
        act()
    except DomainError as error:
        messages.warning(request, str(error.message))
    return redirect("roster:opening", public_id=opening.public_id)


@roster_staff
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    form = forms.LookForm(request.GET)
    form.is_valid()
    found = selectors.roster(
        staff(request),
        view=form.cleaned_data.get("view") or selectors.WEEK,
        day=form.cleaned_data.get("day"),
    )
    return render(request, "roster/page.html", {"roster": found, "page": "roster"})


@roster_staff
@require_GET
def opening(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = selectors.opening_page(visible_opening(request, public_id), staff(request))
    return render(request, "roster/opening.html", {"found": found, "page": "roster"})


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("roster:opening", "public_id")
def sign_up(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found = visible_opening(request, public_id)
    return done(request, found, lambda: services.sign_up(opening=found, by=staff(request)))


@audience(Audience.SUPERVISOR, Audience.ADMIN)
@post_from("roster:opening", "public_id")
def assign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found, by = visible_opening(request, public_id), staff(request)
    worker = colleague(request, request.POST.get("worker", ""))
    return done(
        request, found, lambda: services.assign_seat(opening=found, worker=worker, by=by)
    )


@audience(Audience.SUPERVISOR, Audience.ADMIN)
@post_from("roster:page")
def remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    seat, by = visible_seat(request, public_id), staff(request)
    return done(request, seat.opening, lambda: services.remove_seat(seat=seat, by=by))


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("roster:page")
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Given up, or with `sick` reported sick."""
    by = staff(request)
    seat = visible_seat(request, public_id, worker=by)
    act = services.report_sick if request.POST.get("sick") else services.withdraw
    return done(request, seat.opening, lambda: act(seat=seat, by=by))


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("roster:page")
def ask_swap(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    by = staff(request)
    seat = visible_seat(request, public_id, worker=by)
    number = request.POST.get("asked", "")
    asked = colleague(request, number) if number else None
    return done(
        request, seat.opening, lambda: services.ask_swap(seat=seat, asked=asked, by=by)
    )


@audience(Audience.WORKER, Audience.SUPERVISOR)
@post_from("roster:page")
def answer_swap(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    by = staff(request)
    own = request.POST.get("answer") == "withdraw"
    rows = Swap.objects.visible_to(by).select_related(
        "seat__opening", "seat__worker", "asked"
    )
    rows = rows.filter(seat__worker=by) if own else rows.for_colleague(by)
    swap = get_object_or_404(rows, public_id=public_id)
    acts: dict[str, Callable[..., Any]] = {
        "accept": services.accept_swap,
        "refuse": services.refuse_swap,
        "withdraw": services.withdraw_swap,
    }
    act = acts.get(request.POST.get("answer", ""), services.refuse_swap)
    return done(request, swap.seat.opening, lambda: act(swap=swap, by=by))


@roster_staff
@post_from("roster:page")
def add_absence(request: HttpRequest) -> HttpResponse:
    by, form = staff(request), forms.AbsenceForm(request.POST)
    number = request.POST.get("user", "")
    user = colleague(request, number) if by.keeps_roster and number else by
    if not form.is_valid():
        messages.warning(request, gettext("Choose both days of the absence."))
        return redirect("roster:page")
    data = {name: form.cleaned_data[name] for name in ("kind", "first_day", "last_day")}
    try:
        services.report_absence(user=user, by=by, **data)
    except DomainError as error:
        messages.warning(request, str(error.message))
    return redirect("roster:page")


@roster_staff
@post_from("roster:page")
def cancel_absence(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    absence = get_object_or_404(
        Absence.objects.visible_to(staff(request)), public_id=public_id
    )
    services.cancel_absence(absence=absence, by=staff(request))
    return redirect("roster:page")


@roster_staff
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    return render(request, "roster/_notices.html")


@roster_staff
@post_from("roster:page")
def dismiss(request: HttpRequest, number: int) -> HttpResponse:
    services.dismiss_notice(notice_id=number, by=staff(request))
    back = request.POST.get("next", "")
    known = back and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if known else "roster:page")
