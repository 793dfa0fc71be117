"""A shift goes from one worker to another, and the opening is never without either."""

from functools import partial

import pytest

from chat import services as chat
from chat.models import Notice, Seat, Swap
from hub.foundation.errors import Conflict, DomainError
from hub.people.models import Unit, User
from tests.cast import person
from tests.chat.shifts import shift
from tests.conversations.crowd import at_once


@pytest.fixture
def seat(unit: Unit, maija: User) -> Seat:
    return chat.sign_up(opening=shift(unit), by=maija)


def kinds(user: User) -> list[str]:
    return list(
        Notice.objects.filter(recipient=user).order_by("id").values_list("kind", flat=True)
    )


def test_a_named_colleague_takes_the_seat_over_and_the_asker_is_told(
    seat: Seat, maija: User, matti: User
) -> None:
    swap = chat.ask_swap(seat=seat, asked=matti, by=maija)
    assert kinds(matti) == ["swap_asked"]

    taken = chat.accept_swap(swap=swap, by=matti)

    assert (taken.worker, taken.place, taken.assigned_by) == (matti, seat.place, maija)
    assert Seat.objects.get(pk=seat.pk).state == "swapped"
    assert (kinds(maija), kinds(matti)) == (["swap_accepted"], [])


def test_a_refused_seat_stays_with_who_asked(seat: Seat, maija: User, matti: User) -> None:
    swap = chat.ask_swap(seat=seat, asked=matti, by=maija)

    chat.refuse_swap(swap=swap, by=matti)

    assert Seat.objects.live().get().worker == maija
    assert kinds(maija) == ["swap_refused"]
    with pytest.raises(Conflict):
        chat.accept_swap(swap=swap, by=matti)


def test_what_was_withdrawn_or_asked_for_a_seat_given_up_can_be_accepted_no_more(
    seat: Seat, maija: User, matti: User
) -> None:
    first = chat.ask_swap(seat=seat, asked=None, by=maija)
    chat.withdraw_swap(swap=first, by=maija)
    second = chat.ask_swap(seat=seat, asked=None, by=maija)
    chat.withdraw(seat=seat, by=maija)

    for swap in (first, second):
        with pytest.raises(Conflict):
            chat.accept_swap(swap=swap, by=matti)
    assert not Seat.objects.live().exists()
    assert kinds(matti) == []


def test_one_asks_once_at_a_time_and_not_somebody_who_cannot(
    seat: Seat, unit: Unit, maija: User, matti: User, leena: User
) -> None:
    chat.sign_up(opening=shift(unit), by=matti)

    with pytest.raises(DomainError):
        chat.ask_swap(seat=seat, asked=matti, by=maija)
    chat.ask_swap(seat=seat, asked=leena, by=maija)
    with pytest.raises(Conflict):
        chat.ask_swap(seat=seat, asked=None, by=maija)
    assert Swap.objects.count() == 1


def test_who_is_booked_at_that_time_cannot_take_over(
    seat: Seat, unit: Unit, maija: User, matti: User
) -> None:
    swap = chat.ask_swap(seat=seat, asked=None, by=maija)
    chat.sign_up(opening=shift(unit), by=matti)

    with pytest.raises(Conflict):
        chat.accept_swap(swap=swap, by=matti)
    assert Seat.objects.live().filter(worker=maija).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_has_the_seat(
    seat: Seat, unit: Unit, maija: User, matti: User
) -> None:
    paula = person(unit, "Paula", "worker", "service_secretary")
    swap = chat.ask_swap(seat=seat, asked=None, by=maija)

    def accept(by: User) -> Seat:
        mine = Swap.objects.select_related("seat__opening", "seat__worker").get(pk=swap.pk)
        return chat.accept_swap(swap=mine, by=by)

    results = at_once(partial(accept, matti), partial(accept, paula))

    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert Seat.objects.live().filter(opening=seat.opening).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_seat_given_up_while_another_accepts_it_is_either_and_never_both(
    seat: Seat, maija: User, matti: User
) -> None:
    swap = chat.ask_swap(seat=seat, asked=None, by=maija)

    results = at_once(
        partial(chat.accept_swap, swap=swap, by=matti),
        partial(chat.withdraw, seat=seat, by=maija),
    )

    live = Seat.objects.live().filter(opening=seat.opening)
    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert live.count() == (1 if isinstance(results[0], Seat) else 0)
