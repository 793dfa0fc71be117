"""Seats: who takes one, gives it up or is given one. People are locked first, by id, then the opening, so that no
two at once get one place and nobody gets two seats at one time."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.models import Notice, Seat, Swap
from chat.services.duty import tell_unit
from chat.services.notices import notify
from hub.foundation.clock import now
from hub.foundation.commit import after_commit
from hub.foundation.errors import Conflict, DomainError
from hub.foundation.templatetags.when import day_clock, day_of
from hub.hours import services as hours
from hub.hours.models import Opening
from hub.people import services as people
from hub.people.models import Absence, User
from hub.people.selectors import public_name
from hub.privacy.services import record_access

# A seat lost so near to the start is told at once to those who can do something about it.
ALERT = timedelta(hours=24)
State = Seat.State


@transaction.atomic
def sign_up(*, opening: Opening, by: User) -> Seat:
    """The roster's places in order; while the opening runs, one more may join on the spot."""
    return seat_for(opening, worker=by, by=by, action="sign_up")


@transaction.atomic
def join_duty(*, user: User) -> None:
    """A worker of the unit comes to help in the running opening, beside those of the roster."""
    opening = Opening.objects.client().running(now()).filter(unit_id=user.unit_id).first()
    if opening is None:
        raise DomainError(_("No opening is running just now."))
    seat_for(opening, worker=user, by=user, action="join_duty")


@transaction.atomic
def assign_seat(*, opening: Opening, worker: User, by: User | None) -> Seat:
    """Given by a keeper of the roster. By nobody (the demo's seed): without a question."""
    if by is not None:
        return seat_for(opening, worker=worker, by=by, action="assign_seat")
    opening = locked(opening, worker)
    known = Seat.objects.live().filter(opening=opening, worker=worker).first()
    if known:
        return known
    seat = take_place(opening, worker=worker, by=None)
    record_access(by=None, action="assign_seat", obj=seat)
    return seat


def seat_for(opening: Opening, *, worker: User, by: User, action: str) -> Seat:
    opening = locked(opening, worker)
    known = Seat.objects.live().filter(opening=opening, worker=worker).first()
    if known:
        return known
    check_fit(opening, worker)
    seat = take_place(opening, worker=worker, by=by)
    if worker != by:
        notify(Notice.Kind.SEAT_GIVEN, opening=opening, to=[worker], about=by)
    record_access(by=by, action=action, obj=seat)
    return seat


def locked(opening: Opening, *workers: User) -> Opening:
    ids = [worker.pk for worker in workers]
    list(User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("id"))
    return hours.locked_opening(opening)


def take_place(opening: Opening, *, worker: User, by: User | None) -> Seat:
    seated = Seat.objects.live().filter(opening=opening).select_related("worker__profile")
    seats = {seat.place: seat for seat in seated}
    at = now()
    running = opening.starts_at <= at < opening.ends_at
    most = settings.CHAT_SEATS + (1 if running else 0) if by else len(seats) + 1
    free = [place for place in range(1, most + 1) if place not in seats]
    if not free:
        raise Conflict(all_taken(list(seats.values())))
    after_commit(tell_unit, opening.unit_id)
    return Seat.objects.create(
        opening=opening,
        worker=worker,
        place=free[0],
        assigned_by=by if by != worker else None,
    )


def all_taken(seats: list[Seat]) -> str:
    names = get_text_list([public_name(seat.worker) for seat in seats], gettext("and"))
    return gettext("The seats of this opening are taken: %(names)s.") % {"names": names}


def check_fit(opening: Opening, worker: User) -> None:
    """Whether this worker can sit in this opening at all; the refusal says what stands in the way."""
    check_coming(opening)
    if worker not in User.objects.answering(opening.unit_id):
        raise DomainError(_("Only workers and supervisors of the unit have seats here."))
    words = {"worker": public_name(worker)}
    other = (
        Seat.objects.live()
        .filter(worker=worker)
        .meeting(opening)
        .select_related("opening")
        .first()
    )
    if other:
        words["when"] = day_clock(other.opening.starts_at)
        if other.opening.is_practice:
            raise Conflict(
                gettext("%(worker)s is in a practice at the same time: %(when)s.") % words
            )
        raise Conflict(
            gettext("%(worker)s already has a seat at the same time: %(when)s.") % words
        )
    absence = Absence.objects.filter(user=worker).touching(*days_of(opening)).first()
    if absence:
        words["days"] = days_in_words(absence.first_day, absence.last_day)
        raise Conflict(gettext("%(worker)s is absent: %(days)s.") % words)


def check_coming(opening: Opening) -> None:
    if opening.ended(now()):
        raise Conflict(_("This opening is over."))


def days_of(opening: Opening) -> tuple[date, date]:
    """An opening that ends at midnight does not touch the next day."""
    last = opening.ends_at - timedelta(microseconds=1)
    return timezone.localdate(opening.starts_at), timezone.localdate(last)


def days_in_words(first: date, last: date) -> str:
    return day_of(first) if first == last else f"{day_of(first)} – {day_of(last)}"


@transaction.atomic
def withdraw(*, seat: Seat, by: User) -> None:
    """A worker gives up their own seat."""
    vacate(seat, State.WITHDRAWN, by=by)


@transaction.atomic
def remove_seat(*, seat: Seat, by: User) -> None:
    """A keeper of the roster takes a seat from somebody."""
    if seat.worker != by:
        notify(Notice.Kind.SEAT_REMOVED, opening=seat.opening, to=[seat.worker], about=by)
    vacate(seat, State.REMOVED, by=by)


@transaction.atomic
def report_sick(*, seat: Seat, by: User) -> None:
    """Every seat of the worker on that day is free at once."""
    day = timezone.localdate(max(now(), seat.opening.starts_at))
    report_absence(
        user=seat.worker, kind=Absence.Kind.SICK, first_day=day, last_day=day, by=by
    )


@transaction.atomic
def report_absence(
    *, user: User, kind: str, first_day: date, last_day: date, by: User
) -> Absence:
    """Who falls sick loses the seats of those days; who plans to be away gives them up or swaps them first."""
    list(User.objects.select_for_update(no_key=True).filter(pk=user.pk))
    if last_day < first_day:
        raise DomainError(_("The last day is before the first."))
    seats = coming_seats(user, first_day, last_day)
    if seats and kind != Absence.Kind.SICK:
        when = day_clock(seats[0].opening.starts_at)
        raise Conflict(
            gettext("There is a seat on those days: %(when)s. Swap it or give it up first.")
            % {"when": when}
        )
    absence = people.record_absence(
        user=user, kind=kind, first_day=first_day, last_day=last_day
    )
    for seat in seats:
        vacate(seat, State.SICK, by=by)
    record_access(by=by, action="record_absence", obj=absence)
    return absence


@transaction.atomic
def cancel_absence(*, absence: Absence, by: User) -> None:
    record_access(by=by, action="cancel_absence", obj=absence)
    absence.delete()


def coming_seats(user: User, first_day: date, last_day: date) -> list[Seat]:
    rows = Seat.objects.live().filter(
        worker=user,
        opening__closed_early_at=None,
        opening__starts_at__lt=midnight(last_day + timedelta(days=1)),
        opening__ends_at__gt=max(now(), midnight(first_day)),
    )
    return list(
        rows.select_related("opening", "worker").order_by("opening__starts_at", "id")
    )


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def vacate(seat: Seat, state: str, *, by: User) -> None:
    """The place is free, what was asked about it is over, and near the start those who can help are told."""
    at = now()
    check_coming(seat.opening)
    if not Seat.objects.live().filter(pk=seat.pk).update(state=state, ended_at=at):
        raise Conflict(_("This seat was given up already."))
    Swap.objects.open().filter(seat=seat).update(state=Swap.State.WITHDRAWN)
    Notice.objects.filter(
        opening=seat.opening, about=seat.worker, kind=Notice.Kind.SWAP_ASKED
    ).delete()
    if not seat.opening.is_practice and seat.opening.starts_at - at < ALERT:
        notify(
            Notice.Kind.SEAT_LOST,
            opening=seat.opening,
            to=those_who_can_help(seat, by),
            about=seat.worker,
        )
    # That it was illness stays out of the log, which is kept longer than the roster.
    record_access(by=by, action="vacate_seat", obj=seat)
    after_commit(tell_unit, seat.opening.unit_id)


def those_who_can_help(seat: Seat, by: User) -> list[User]:
    """The pair's other half and the unit's supervisors; not who did it, nor whose seat it was."""
    unit = User.objects.answering(seat.opening.unit_id)
    live = Seat.objects.live().filter(opening=seat.opening).values("worker")
    told = unit.filter(pk__in=live) | unit.filter(role=User.Role.SUPERVISOR)
    return list(told.exclude(pk__in=[by.pk, seat.worker_id]))
