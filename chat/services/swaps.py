from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chat.models import Notice, Seat, Swap
from chat.services.duty import tell_unit
from chat.services.notices import notify
from chat.services.roster import check_coming, check_fit, locked
from hub.foundation.clock import now
from hub.foundation.commit import after_commit
from hub.foundation.errors import Conflict, DomainError
from hub.people.models import User
from hub.privacy.services import record_access

State = Swap.State
OVER = _("This request is over already.")


@transaction.atomic
def ask_swap(*, seat: Seat, asked: User | None, by: User) -> Swap:
    """Asked of one colleague, or of anybody of the unit who can; the seat stays taken until somebody accepts."""
    people = [by] if asked is None else [by, asked]
    opening = locked(seat.opening, *people)
    check_coming(opening)
    if not Seat.objects.live().filter(pk=seat.pk).exists():
        raise Conflict(_("This seat was given up already."))
    if Swap.objects.open().filter(seat=seat).exists():
        raise Conflict(_("You have asked already. Withdraw that before you ask again."))
    seated = Seat.objects.live().filter(opening=opening).values("worker")
    free = User.objects.answering(opening.unit_id).exclude(pk__in=seated)
    if asked:
        check_fit(opening, asked)
        free = free.filter(pk=asked.pk)
    if not free:
        raise DomainError(_("Nobody who could be asked is without a seat in this opening."))
    swap = Swap.objects.create(seat=seat, asked=asked)
    notify(Notice.Kind.SWAP_ASKED, opening=opening, to=list(free), about=by)
    record_access(by=by, action="ask_swap", obj=swap)
    return swap


@transaction.atomic
def accept_swap(*, swap: Swap, by: User) -> Seat:
    """In one go the seat is the other's: the opening is never without either, and two who accept get one seat."""
    old = swap.seat
    opening = locked(old.opening, old.worker, by)
    if Seat.objects.live().filter(opening=opening, worker=by).exists():
        raise Conflict(_("You already have a seat in this opening."))
    check_fit(opening, by)
    answer(swap, State.ACCEPTED, by)
    at = now()
    if (
        not Seat.objects.live()
        .filter(pk=old.pk)
        .update(state=Seat.State.SWAPPED, ended_at=at)
    ):
        raise Conflict(OVER)
    seat = Seat.objects.create(
        opening=opening, worker=by, place=old.place, assigned_by=old.worker
    )
    notify(Notice.Kind.SWAP_ACCEPTED, opening=opening, to=[old.worker], about=by)
    record_access(by=by, action="accept_swap", obj=swap)
    after_commit(tell_unit, opening.unit_id)
    return seat


@transaction.atomic
def refuse_swap(*, swap: Swap, by: User) -> None:
    """A named colleague cannot; what was asked of anybody is refused by leaving it."""
    if swap.asked != by:
        raise DomainError(_("This was asked of anybody; leave it if you cannot."))
    answer(swap, State.REFUSED, by)
    opening = swap.seat.opening
    notify(Notice.Kind.SWAP_REFUSED, opening=opening, to=[swap.seat.worker], about=by)
    record_access(by=by, action="refuse_swap", obj=swap)


@transaction.atomic
def withdraw_swap(*, swap: Swap, by: User) -> None:
    """Who asked keeps the seat after all."""
    answer(swap, State.WITHDRAWN, by)
    record_access(by=by, action="withdraw_swap", obj=swap)


def answer(swap: Swap, state: str, by: User) -> None:
    won = Swap.objects.open().filter(pk=swap.pk).update(state=state, answered_by=by)
    if not won:
        raise Conflict(OVER)
    Notice.objects.filter(
        opening=swap.seat.opening, about=swap.seat.worker, kind=Notice.Kind.SWAP_ASKED
    ).delete()
