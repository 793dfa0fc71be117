"""A number or a day that cannot be is refused in a staff form, never an error of ours."""

import pytest

from hub.conversations.models import Conversation
from hub.foundation.clock import now
from hub.foundation.numbers import row_id
from hub.hours.models import Opening
from hub.people.models import Absence, User
from tests.cast import SignIn

NO_NUMBERS = ["9" * 5000, "9" * 25, "٣", "²", "-1", "1.5", "\x00"]


def test_the_number_of_a_row_is_plain_and_short() -> None:
    assert row_id("42") == 42
    assert [row_id(text) for text in [*NO_NUMBERS, ""]] == [0] * 8


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_no_staff_form_fails_over_a_number(
    opening: Opening,
    practice: Opening,
    rehearsed: Conversation,
    leena: User,
    sign_in: SignIn,
    number: str,
) -> None:
    client, today = sign_in(leena), f"{now():%Y-%m-%d}"
    when = {"day": today, "starts": "23:00", "ends": "23:30"}
    away = {"kind": "away", "first_day": today, "last_day": today}

    posts = {
        "/staff/practice/open/": (when | {"workers": [number]}, 422),
        f"/staff/practice/{practice.public_id}/add/": ({"worker": number}, 404),
        f"/staff/roster/{opening.public_id}/assign/": ({"worker": number}, 404),
        "/staff/roster/absences/": (away | {"user": number}, 404),
        f"/staff/c/{rehearsed.public_id}/handover/": ({"to": number}, 404),
    }
    for address, (posted, status) in posts.items():
        assert client.post(address, posted).status_code == status, address


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_beyond_the_calendar_is_refused(
    paula: User, leena: User, sign_in: SignIn, day: str
) -> None:
    client = sign_in(leena)
    when = {"day": day, "starts": "23:00", "ends": "22:00", "workers": [paula.pk]}
    away = {"kind": "away", "first_day": day, "last_day": day}

    assert client.post("/staff/practice/open/", when).status_code == 422
    assert client.post("/staff/roster/absences/", away).status_code == 302
    assert not Absence.objects.exists()
