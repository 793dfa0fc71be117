"""Who gets a seat, who gives it up, and what the roster refuses with a reason."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError
from django.utils import timezone, translation

from chat import door
from chat import services as chat
from chat.models import Seat
from hub.foundation.clock import now
from hub.foundation.errors import Conflict, DomainError
from hub.hours.models import Opening
from hub.people import presence
from hub.people.models import Absence, Unit, User
from hub.privacy.models import AccessEntry
from tests.cast import SignIn, person
from tests.chat.shifts import shift
from tests.conversations.crowd import at_once


def said(act: Callable[[], object]) -> str:
    with translation.override("en"):
        with pytest.raises(DomainError) as refusal:
            act()
        return str(refusal.value.message)


def test_two_sign_up_and_a_third_is_told_who_has_the_seats(
    unit: Unit, maija: User, matti: User, leena: User
) -> None:
    opening = shift(unit)
    chat.sign_up(opening=opening, by=maija)
    chat.sign_up(opening=opening, by=matti)

    words = said(lambda: chat.sign_up(opening=opening, by=leena))

    assert "Social worker Maija" in words
    assert "Social instructor Matti" in words
    assert [seat.place for seat in Seat.objects.order_by("id")] == [1, 2]


def test_signing_up_again_gives_the_same_seat(unit: Unit, maija: User) -> None:
    opening = shift(unit)

    assert chat.sign_up(opening=opening, by=maija) == chat.sign_up(
        opening=opening, by=maija
    )


def test_a_third_may_join_while_the_opening_runs_and_a_fourth_may_not(
    opening: Opening, pair: list[User], leena: User, unit: Unit
) -> None:
    paula = person(unit, "Paula", "worker", "service_secretary")
    presence.beat(leena.pk)

    seat = chat.sign_up(opening=opening, by=leena)

    assert seat.place == 3
    assert door.present_pair(opening) == [*pair, leena]
    with pytest.raises(Conflict):
        chat.sign_up(opening=opening, by=paula)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_sign_up_for_the_last_seat_at_once_one_gets_it(
    unit: Unit, maija: User, matti: User, leena: User
) -> None:
    opening = shift(unit)
    chat.sign_up(opening=opening, by=leena)

    results = at_once(
        *[partial(chat.sign_up, opening=opening, by=who) for who in (maija, matti)]
    )

    won = next(result for result in results if isinstance(result, Seat))
    lost = next(result for result in results if isinstance(result, Conflict))
    assert Seat.objects.live().filter(opening=opening).count() == 2
    assert won.worker.profile.first_name in str(lost.message)


@pytest.mark.django_db(transaction=True)
def test_nobody_gets_two_seats_at_one_time_by_pressing_twice_at_once(
    unit: Unit, maija: User
) -> None:
    one, other = shift(unit), shift(unit, hours=73)

    results = at_once(
        *[partial(chat.sign_up, opening=opening, by=maija) for opening in (one, other)]
    )

    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert Seat.objects.live().count() == 1


def test_the_database_itself_keeps_one_seat_for_a_worker_and_one_for_a_place(
    unit: Unit, maija: User, matti: User
) -> None:
    opening = shift(unit)
    chat.sign_up(opening=opening, by=maija)

    with pytest.raises(IntegrityError):
        Seat.objects.create(opening=opening, worker=matti, place=1)


def test_a_double_booking_is_refused_and_openings_one_after_another_are_not(
    unit: Unit, maija: User
) -> None:
    chat.sign_up(opening=shift(unit), by=maija)

    words = said(lambda: chat.sign_up(opening=shift(unit, hours=73), by=maija))

    assert "already has a seat at the same time" in words
    first = Seat.objects.get().opening
    after = Opening.objects.create(
        unit=unit,
        starts_at=first.ends_at,
        ends_at=first.ends_at + timedelta(hours=1),
        last_entry_at=first.ends_at,
    )
    chat.sign_up(opening=after, by=maija)


def test_who_is_absent_gets_no_seat_and_nobody_learns_that_it_is_illness(
    unit: Unit, maija: User, leena: User
) -> None:
    opening = shift(unit)
    day = timezone.localdate(opening.starts_at)
    chat.report_absence(user=maija, kind="sick", first_day=day, last_day=day, by=maija)

    words = said(lambda: chat.assign_seat(opening=opening, worker=maija, by=leena))

    assert "Social worker Maija is absent" in words
    assert "ick" not in words


def test_an_absence_over_ones_seat_is_refused_until_the_seat_is_given_up(
    unit: Unit, maija: User
) -> None:
    opening = shift(unit)
    day = timezone.localdate(opening.starts_at)
    seat = chat.sign_up(opening=opening, by=maija)
    away = partial(
        chat.report_absence, user=maija, kind="away", first_day=day, last_day=day, by=maija
    )

    assert "There is a seat on those days" in said(away)
    chat.withdraw(seat=seat, by=maija)
    away()

    assert Absence.objects.get().kind == "away"


def test_who_falls_sick_frees_every_seat_of_the_day_and_is_absent_for_it(
    unit: Unit, maija: User
) -> None:
    opening = shift(unit, hours=48, length=0.5)
    day = timezone.localdate(opening.starts_at)
    seat = chat.sign_up(opening=opening, by=maija)

    chat.report_sick(seat=seat, by=maija)

    seat.refresh_from_db()
    assert (seat.state, seat.ended_at is not None) == ("sick", True)
    absence = Absence.objects.get()
    assert (absence.user, absence.kind, absence.first_day, absence.last_day) == (
        maija,
        "sick",
        day,
        day,
    )
    assert "sick" not in str(list(AccessEntry.objects.values_list("action", "ground")))


def test_a_freed_seat_is_anothers_and_its_history_is_kept(
    unit: Unit, maija: User, matti: User, leena: User
) -> None:
    opening = shift(unit)
    seat = chat.sign_up(opening=opening, by=maija)
    chat.withdraw(seat=seat, by=maija)

    given = chat.assign_seat(opening=opening, worker=matti, by=leena)

    assert (given.place, given.assigned_by) == (1, leena)
    assert Seat.objects.get(pk=seat.pk).state == "withdrawn"
    actions = list(AccessEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["sign_up", "vacate_seat", "assign_seat"]


def test_a_seat_is_given_up_once(unit: Unit, maija: User) -> None:
    seat = chat.sign_up(opening=shift(unit), by=maija)
    chat.withdraw(seat=seat, by=maija)

    assert "given up already" in said(lambda: chat.withdraw(seat=seat, by=maija))


def test_nobody_sits_in_an_opening_that_is_over_or_of_another_unit(
    unit: Unit, maija: User, eero: User
) -> None:
    over = shift(unit, hours=-5)
    closed = shift(unit, hours=-1)
    Opening.objects.filter(pk=closed.pk).update(closed_early_at=now())

    assert "is over" in said(lambda: chat.sign_up(opening=over, by=maija))
    assert "is over" in said(lambda: chat.sign_up(opening=closed, by=maija))
    assert "of the unit" in said(lambda: chat.sign_up(opening=shift(unit), by=eero))


def test_who_gave_up_the_seat_is_gone_from_the_desk_and_the_duty_room(
    opening: Opening, pair: list[User], sign_in: SignIn
) -> None:
    maija, matti = pair
    chat.withdraw(seat=Seat.objects.get(worker=maija), by=maija)

    assert door.present_pair(opening) == [matti]
    page = sign_in(matti).get("/staff/duty/").content.decode()
    assert "Sosiaalityöntekijä Maija</span>" not in page
    assert page.count('class="card row"') == 1
