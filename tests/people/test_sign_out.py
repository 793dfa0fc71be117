"""Who signs out is away at once, and learns what that did to the door."""

import pytest

from chat import door, services
from hub.foundation.clock import now
from hub.people import presence
from hub.people.models import User
from tests.cast import SignIn, person


def words_after_signing_out(sign_in: SignIn, user: User) -> str:
    answer = sign_in(user).post("/accounts/logout/", follow=True)
    assert answer.redirect_chain == [("/accounts/login/", 302)]
    return answer.content.decode()


def test_a_worker_who_signs_out_closes_the_door_and_is_told(
    sign_in: SignIn, pair: list[User]
) -> None:
    words = words_after_signing_out(sign_in, pair[0])

    assert presence.online([pair[0].pk]) == set()
    assert door.look(now=now()).state == door.UNSTAFFED
    assert "Chatiin ei pääse uusia, ennen kuin pari on paikalla." in words


def test_a_third_worker_leaves_the_door_open(sign_in: SignIn, pair: list[User]) -> None:
    third = person(pair[0].unit, "Paula", "worker", "service_secretary")
    opening = door.look(now=now()).opening
    assert opening
    services.assign_seat(opening=opening, worker=third, by=None)

    words = words_after_signing_out(sign_in, third)

    assert door.look(now=now()).is_open
    assert "Chatin aukiolo ei riipu sinusta juuri nyt." in words


@pytest.mark.parametrize("who", ["leena", "aino"])
def test_who_has_no_shift_hears_nothing_of_the_door(
    request: pytest.FixtureRequest, sign_in: SignIn, pair: list[User], who: str
) -> None:
    words = words_after_signing_out(sign_in, request.getfixturevalue(who))

    assert "Olet kirjautunut ulos." in words
    assert "Chatiin" not in words
