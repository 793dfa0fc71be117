"""A ban is trained too: by those in the practice, of that conversation alone."""

from typing import Any

import pytest

from chat import services as chat
from chat.models import Ban, VisitorSession
from hub.hours.models import Opening
from hub.people import presence
from hub.people.models import Unit, User
from tests.cast import SignIn, person
from tests.chat.trainees import practice_of

ASKED = {"length": "conversation", "reason": "abuse", "words": "Nimittelyä"}


@pytest.fixture
def oona(unit: Unit) -> User:
    return person(unit, "Oona", "worker", "service_secretary")


@pytest.fixture
def trained(unit: Unit, paula: User, leena: User) -> tuple[Opening, VisitorSession, str]:
    """Leena plays a client in a practice of Paula alone."""
    practice = practice_of(unit, paula, by=leena)
    return practice, *chat.enter_practice(opening=practice, by=leena, language="fi")


def test_two_in_a_practice_end_its_conversation_and_others_see_nothing(
    trained: Any, pair: list[User], paula: User, oona: User, leena: User, sign_in: SignIn
) -> None:
    practice, session, token = trained
    chat.add_trainee(opening=practice, worker=oona, by=leena)
    path = f"/staff/duty/bans/{session.conversation.public_id}/"
    form = sign_in(paula).get(path).content.decode()
    assert "Oona" in form
    assert "kirjasto" not in form  # no connection to ban
    assert sign_in(paula).post(path, ASKED).status_code == 302
    ban = Ban.objects.get()
    answer = f"/staff/duty/bans/{ban.public_id}/answer/"

    assert (
        f"/staff/practice/{practice.public_id}/"
        in sign_in(oona).get("/staff/roster/notices/").content.decode()
    )
    for worker in (pair[0], oona):
        assert "Hyväksy esto" not in sign_in(worker).get("/staff/duty/").content.decode()
    assert sign_in(pair[0]).get(path).status_code == 404
    assert sign_in(pair[0]).post(answer, {"answer": "agree"}).status_code == 404
    sign_in(oona).post(answer, {"answer": "agree"})

    ban.refresh_from_db()
    session.conversation.refresh_from_db()
    assert ban.state == Ban.State.IN_FORCE
    assert session.conversation.client_left_at
    said = sign_in(leena).post("/staff/practice/chat/messages/list/", {"token": token})
    assert said.status_code < 500
    assert chat.enter_practice(opening=practice, by=leena, language="fi")


@pytest.mark.parametrize("seats", [1, 2])
def test_alone_in_a_practice_one_reads_that_nobody_else_is_there(
    trained: Any, maija: User, paula: User, sign_in: SignIn, settings: Any, seats: int
) -> None:
    settings.CHAT_SEATS = seats
    presence.beat(maija.pk)
    path = f"/staff/duty/bans/{trained[1].conversation.public_id}/"

    assert "Maija" not in sign_in(paula).get(path).content.decode()
    answer = sign_in(paula).post(path, ASKED)

    assert answer.status_code == 422
    assert not Ban.objects.exists()
