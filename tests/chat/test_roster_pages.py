"""What the roster's pages show to whom, and what they let them do."""

import uuid

import pytest

from chat import services as chat
from chat.models import Seat, Swap
from hub.hours.models import Opening
from hub.people.models import Absence, Unit, User
from tests.cast import SignIn
from tests.chat.shifts import shift


def shown(sign_in: SignIn, user: User, path: str = "/staff/roster/") -> str:
    return sign_in(user).get(path).content.decode()


def test_gaps_of_four_weeks_stand_on_the_roster_and_on_a_supervisors_duty_page(
    unit: Unit, sign_in: SignIn, maija: User, leena: User
) -> None:
    near, far = shift(unit, hours=24 * 27), shift(unit, hours=24 * 29)
    chat.sign_up(opening=near, by=maija)

    for user, path in ((maija, "/staff/roster/"), (leena, "/staff/duty/")):
        page = shown(sign_in, user, path)
        assert str(near.public_id) in page, path
        assert str(far.public_id) not in page, path
        assert "1 puuttuu" in page
    assert str(near.public_id) not in shown(sign_in, maija, "/staff/duty/")


@pytest.mark.parametrize("view", ["week", "month", "mine"])
def test_each_view_shows_ones_own_shift(
    unit: Unit, sign_in: SignIn, maija: User, view: str
) -> None:
    opening = shift(unit)
    chat.sign_up(opening=opening, by=maija)

    page = shown(
        sign_in, maija, f"/staff/roster/?view={view}&day={opening.starts_at:%Y-%m-%d}"
    )

    assert page.count(f"/staff/roster/{opening.public_id}/") == 2  # the gap and the view
    assert "(sinä)" in page


@pytest.mark.parametrize(
    "query", ["view=nonsense", "day=31.12.2026", "view=month&day=9999-12-31"]
)
def test_nonsense_in_the_address_shows_a_roster(
    sign_in: SignIn, maija: User, query: str
) -> None:
    assert sign_in(maija).get(f"/staff/roster/?{query}").status_code == 200


def test_a_worker_signs_up_asks_and_gives_up_by_the_buttons_of_the_page(
    unit: Unit, sign_in: SignIn, maija: User, matti: User
) -> None:
    opening, client = shift(unit), sign_in(maija)
    page = f"/staff/roster/{opening.public_id}/"
    client.post(f"{page}sign-up/")
    seat = Seat.objects.live().get()
    assert "Parissa kaksi eri nimikettä" in client.get(page).content.decode()

    client.post(f"/staff/roster/seats/{seat.public_id}/swap/", {"asked": ""})
    swap = Swap.objects.get()
    assert "Vuoroa tarjotaan" in shown(sign_in, matti)
    sign_in(matti).post(f"/staff/roster/swaps/{swap.public_id}/", {"answer": "accept"})
    assert Seat.objects.live().get().worker == matti

    own = Seat.objects.live().get()
    sign_in(matti).post(f"/staff/roster/seats/{own.public_id}/withdraw/")
    assert not Seat.objects.live().exists()


def test_a_refusal_is_read_on_the_openings_page(
    unit: Unit, sign_in: SignIn, maija: User
) -> None:
    chat.sign_up(opening=shift(unit), by=maija)
    other = shift(unit, hours=73)

    answer = sign_in(maija).post(f"/staff/roster/{other.public_id}/sign-up/", follow=True)

    assert "on jo vuorossa samaan aikaan" in answer.content.decode()


def test_a_supervisor_and_an_administrator_give_and_take_seats(
    unit: Unit, sign_in: SignIn, maija: User, leena: User, aino: User
) -> None:
    opening = shift(unit)
    sign_in(aino).post(f"/staff/roster/{opening.public_id}/assign/", {"worker": maija.pk})
    seat = Seat.objects.live().get()
    assert (seat.worker, seat.assigned_by) == (maija, aino)

    sign_in(leena).post(f"/staff/roster/seats/{seat.public_id}/remove/")

    seat.refresh_from_db()
    assert seat.state == "removed"
    page = shown(sign_in, leena, f"/staff/roster/{opening.public_id}/")
    assert "Sosiaalityöntekijä Maija · poistettu" in page


def test_a_worker_gives_no_seat_to_others_and_takes_none_away(
    unit: Unit, sign_in: SignIn, maija: User, matti: User
) -> None:
    opening = shift(unit)
    seat = chat.sign_up(opening=opening, by=maija)
    client = sign_in(matti)

    answers = [
        client.post(f"/staff/roster/{opening.public_id}/assign/", {"worker": matti.pk}),
        client.post(f"/staff/roster/seats/{seat.public_id}/remove/"),
        client.post(f"/staff/roster/seats/{seat.public_id}/withdraw/"),
        client.post(f"/staff/roster/seats/{seat.public_id}/swap/", {"asked": ""}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 404, 404]
    assert Seat.objects.live().get() == seat


def test_eero_does_not_learn_that_our_shift_exists(
    unit: Unit, sign_in: SignIn, maija: User, matti: User, eero: User
) -> None:
    opening = shift(unit)
    seat = chat.sign_up(opening=opening, by=maija)
    swap = chat.ask_swap(seat=seat, asked=None, by=maija)
    client = sign_in(eero)

    ours = client.get(f"/staff/roster/{opening.public_id}/")
    nobodys = client.get(f"/staff/roster/{uuid.uuid4()}/")

    assert ours.status_code == nobodys.status_code == 404
    assert ours.content == nobodys.content
    for path in (f"{opening.public_id}/sign-up", f"swaps/{swap.public_id}"):
        assert (
            client.post(f"/staff/roster/{path}/", {"answer": "accept"}).status_code == 404
        )


def test_a_practice_opening_is_no_shift_of_the_roster(
    unit: Unit, sign_in: SignIn, maija: User
) -> None:
    opening = shift(unit)
    Opening.objects.update(kind="practice")

    assert str(opening.public_id) not in shown(sign_in, maija)


def test_an_absence_is_added_by_oneself_or_the_supervisor_and_seen_by_them_alone(
    sign_in: SignIn, maija: User, matti: User, leena: User
) -> None:
    days = {"first_day": "2027-01-04", "last_day": "2027-01-08"}
    sign_in(maija).post(
        "/staff/roster/absences/", days | {"kind": "away", "user": matti.pk}
    )
    sign_in(leena).post(
        "/staff/roster/absences/", days | {"kind": "sick", "user": matti.pk}
    )

    known = list(Absence.objects.order_by("id").values_list("user", "kind"))
    assert known == [(maija.pk, "away"), (matti.pk, "sick")]
    sick = Absence.objects.get(kind="sick")
    assert str(sick.public_id) not in shown(sign_in, maija)
    assert str(sick.public_id) in shown(sign_in, matti)
    path = f"/staff/roster/absences/{sick.public_id}/cancel/"
    assert sign_in(maija).post(path).status_code == 404
    sign_in(leena).post(path)
    assert Absence.objects.get().user == maija
