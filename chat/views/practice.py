"""Practice: its rooms for staff, and the visitor's own pages once more for whoever plays the client, signed in."""

import secrets
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib import messages as flashes
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from chat import door, forms, selectors, services
from chat.models import Seat
from chat.views import keeping, visitor
from hub.conversations.models import Theme
from hub.foundation.addresses import counted_address
from hub.foundation.audience import Audience, audience
from hub.foundation.clock import now
from hub.foundation.errors import DomainError
from hub.foundation.numbers import row_id
from hub.foundation.posts import post_from
from hub.hours.models import Opening
from hub.people.models import Municipality, User
from hub.people.selectors import public_name

practising = audience(Audience.WORKER, Audience.SUPERVISOR, Audience.ADMIN)
keeping_it = audience(Audience.SUPERVISOR, Audience.ADMIN)
View = Callable[..., HttpResponse]


def staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def visible(request: HttpRequest, public_id: uuid.UUID) -> Opening:
    rows = Opening.objects.practice().visible_to(staff(request))
    return get_object_or_404(rows.select_related("unit"), public_id=public_id)


# --- The rooms ---


@practising
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    return list_page(request)


def list_page(request: HttpRequest, *, status: int = 200, **extra: Any) -> HttpResponse:
    """`extra`: what was typed into the form of a new one, and what was wrong with it."""
    at = timezone.localtime(now())
    found = selectors.practice_page(staff(request), number=request.GET.get("page", ""))
    later = at + timedelta(hours=1)
    blank = {"day": f"{at:%Y-%m-%d}", "starts": f"{at:%H:%M}", "ends": f"{later:%H:%M}"}
    context = {"found": found, "typed": blank, "page": "practice"} | extra
    return render(request, "chat/practice_list.html", context, status=status)


@keeping_it
@post_from("practice:list")
def open_new(request: HttpRequest) -> HttpResponse:
    by, form = staff(request), forms.PracticeForm(request.POST)
    chosen = [row_id(number) for number in request.POST.getlist("workers")]
    workers = list(User.objects.answering(by.unit_id).filter(pk__in=chosen))
    typed = request.POST.dict() | {"workers": [worker.pk for worker in workers]}
    if not form.is_valid():
        error = gettext("Give the day, and the times as hours and minutes.")
        return list_page(request, status=422, typed=typed, error=error)
    starts_at, ends_at = form.span()
    try:
        opening = services.open_practice(
            unit=by.unit, workers=workers, starts_at=starts_at, ends_at=ends_at, by=by
        )
    except DomainError as error:
        return list_page(request, status=422, typed=typed, error=error.message)
    return redirect("practice:room", public_id=opening.public_id)


@practising
@require_GET
def room(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return room_page(request, visible(request, public_id))


def room_page(
    request: HttpRequest, opening: Opening, *, status: int = 200, **extra: Any
) -> HttpResponse:
    """`extra`: what was refused in the feedback form, and why."""
    found = selectors.practice_room(opening, staff(request))
    context = {"room": found, "opening": opening, "page": "practice"}
    context |= {"feedback_key": uuid.uuid4()} | extra
    fragment = request.headers.get("HX-Request")
    template = "chat/_practice_parts.html" if fragment else "chat/practice_room.html"
    return render(request, template, context, status=status)


def done(request: HttpRequest, opening: Opening, act: Callable[[], Any]) -> HttpResponse:
    """Back to the room, with what stood in the way if something did."""
    try:
        act()
    except DomainError as error:
        flashes.warning(request, str(error.message))
    return redirect("practice:room", public_id=opening.public_id)


@keeping_it
@post_from("practice:room", "public_id")
def add(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    opening, by = visible(request, public_id), staff(request)
    number = request.POST.get("worker", "")
    rows = User.objects.answering(by.unit_id)
    worker = get_object_or_404(rows, pk=row_id(number))
    return done(
        request,
        opening,
        lambda: services.add_trainee(opening=opening, worker=worker, by=by),
    )


@practising
@post_from("practice:list")
def leave_seat(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One's own; a keeper of the roster takes anybody off."""
    by = staff(request)
    rows = Seat.objects.practice().visible_to(by).select_related("opening", "worker")
    seat = get_object_or_404(
        rows if by.keeps_roster else rows.filter(worker=by), public_id=public_id
    )
    return done(request, seat.opening, lambda: services.leave_practice(seat=seat, by=by))


@keeping_it
@post_from("practice:room", "public_id")
def close(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    opening, by = visible(request, public_id), staff(request)
    return done(request, opening, lambda: services.close_practice(opening=opening, by=by))


@practising
@post_from("practice:room", "public_id")
def script(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    opening, by = visible(request, public_id), staff(request)
    slug = request.POST.get("script", "")
    return done(
        request, opening, lambda: services.start_script(opening=opening, slug=slug, by=by)
    )


@practising
@post_from("practice:room", "public_id")
def say(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What the tool was like."""
    opening, by = visible(request, public_id), staff(request)
    form = forms.PracticeFeedbackForm(request.POST)
    valid = form.is_valid()
    named = bool(form.cleaned_data.get("named"))
    words = {
        name: request.POST.get(name, "") for name in ("worked", "did_not", "free_text")
    }
    key = form.cleaned_data["key"] if valid else uuid.uuid4()
    try:
        services.leave_feedback(opening=opening, by=by, named=named, key=key, **words)
    except DomainError as error:
        said = {"error": error.message, "wrong": error.code, "typed": words, "named": named}
        return room_page(request, opening, status=422, **said)
    flashes.success(request, gettext("Thank you. What you wrote is kept."))
    return redirect("practice:room", public_id=public_id)


@keeping_it
@require_GET
def feedback(request: HttpRequest) -> HttpResponse:
    found = selectors.feedback_page(staff(request), number=request.GET.get("page", ""))
    context = {"found": found, "page": "practice"}
    return render(request, "chat/practice_feedback.html", context)


# --- The visitor's side ---


def played(view: View) -> View:
    """A visitor's view for signed-in staff, in the language that the visitor speaks. Every act but the first needs the
    visitor's own token, which no other site has; so it goes without Django's token, as the visitor's does."""

    @practising
    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        session = visitor.visitor_of(request)
        language = session.conversation.language if session else staff(request).language
        with translation.override(language):
            return unframed(view(request, *args, **kwargs))

    cast(Any, answer).login_required = True
    return answer


def unframed(response: HttpResponse) -> HttpResponse:
    """Other sites frame the chat, never practice."""
    for name in ("_csp_replace", "xframe_options_exempt"):
        response.__dict__.pop(name, None)
    return response


messages, listing, leave = map(played, (visitor.messages, visitor.listing, visitor.leave))
code, copy, delete = map(played, (keeping.code, keeping.copy, keeping.delete))


@practising
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Where the client's chat begins; which practice is in the address, and no secret."""
    opening = running(request, request.GET.get("opening", ""))
    if opening is None:
        flashes.info(request, gettext("Choose the practice in which you write."))
        return redirect("practice:list")
    return render(request, "chat/practice_page.html", page_context(opening))


def running(request: HttpRequest, public_id: str) -> Opening | None:
    try:
        wanted = uuid.UUID(public_id)
    except ValueError:
        return None
    found = Opening.objects.practice().running(now()).visible_to(staff(request))
    return found.select_related("unit").filter(public_id=wanted).first()


def page_context(opening: Opening, error: object = "") -> dict[str, Any]:
    names = [public_name(worker) for worker in door.present_pair(opening)]
    return {
        "door": door.Door(door.OPEN, opening=opening),
        "opening": opening,
        "answerers": selectors.answerers(names),
        "start_key": secrets.token_urlsafe(32),
        "municipalities": Municipality.objects.current(),
        "themes": Theme.objects.current(),
        "spoken": settings.LANGUAGES,
        "retention_hours": settings.PRACTICE_RETENTION_HOURS,
        "error": error,
    }


@practising
@post_from("practice:list")
def start(request: HttpRequest) -> HttpResponse:
    opening = running(request, request.POST.get("opening", ""))
    if opening is None:
        return redirect("practice:list")
    form = forms.StartForm(request.POST)
    form.is_valid()
    language = visitor.chosen_language(request)
    try:
        session, token = services.enter_practice(
            opening=opening,
            by=staff(request),
            language=language,
            municipality_code=form.cleaned_data.get("municipality", ""),
            theme_slug=form.cleaned_data.get("theme", ""),
            about_close_person=form.cleaned_data.get("subject_close_person", False),
            key=form.cleaned_data.get("key", ""),
        )
    except DomainError as error:
        context = page_context(opening, error=error.message)
        return render(request, "chat/practice_page.html", context, status=409)
    with translation.override(language):
        return unframed(visitor.thread(request, session, token))


@practising
@csrf_exempt
@post_from("practice:list")
def come_back(request: HttpRequest) -> HttpResponse:
    typed = request.POST.get("code", "")
    address = counted_address(request.META)
    try:
        session, token = services.come_back(code=typed, address=address, practice=True)
    except DomainError as error:
        opening = running(request, request.POST.get("opening", ""))
        if opening is None:
            flashes.warning(request, str(error.message))
            return redirect("practice:list")
        context = page_context(opening) | {"code_error": error.message}
        context["typed_code"] = typed[:100]
        return render(request, "chat/practice_page.html", context, status=409)
    with translation.override(session.conversation.language):
        return unframed(visitor.thread(request, session, token, returned=True))


@practising
@csrf_exempt
def exit_now(request: HttpRequest) -> HttpResponse:
    """The quick exit as a client has it, but the browser keeps what else its user does here."""
    session = visitor.visitor_of(request)
    if session:
        services.vanish(session=session)
    return HttpResponseRedirect(settings.EXIT_URL)
