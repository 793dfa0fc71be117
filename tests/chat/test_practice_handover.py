"""A conversation changes hands on its own side: no client to who practises, no practice to who does not."""

import pytest

from chat import services as chat
from chat.models import Seat
from hub.conversations import selectors
from hub.conversations import services as conversations
from hub.conversations.models import Conversation, Handover
from hub.foundation.errors import DomainError
from hub.hours.models import Opening
from hub.people import presence
from hub.people.models import Unit, User
from tests.cast import SignIn
from tests.chat.trainees import practice_of


@pytest.fixture(autouse=True)
def everybody_here(maija: User, matti: User, paula: User, leena: User) -> None:
    for worker in (maija, matti, paula, leena):
        presence.beat(worker.pk)


def test_who_practises_is_offered_no_client(
    practice: Opening,
    running: Conversation,
    matti: User,
    maija: User,
    paula: User,
    sign_in: SignIn,
) -> None:
    assert selectors.receivers(running, matti)[0] == maija
    assert paula not in selectors.receivers(running, matti)

    path = f"/staff/c/{running.public_id}/handover/"
    answer = sign_in(matti).post(path, {"to": paula.pk}, follow=True)

    assert "Paula on juuri nyt harjoituksessa" in answer.content.decode()
    assert not Handover.objects.exists()

    chat.leave_practice(seat=Seat.objects.get(worker=paula), by=paula)
    assert paula in selectors.receivers(running, matti)


def test_who_was_offered_a_client_and_then_sat_down_to_practise_cannot_accept(
    unit: Unit, running: Conversation, matti: User, paula: User, leena: User
) -> None:
    conversations.offer_handover(conversation=running, by=matti, receiver=paula)
    practice_of(unit, paula, by=leena)

    with pytest.raises(DomainError) as caught:
        conversations.accept_handover(conversation=running, by=paula)

    assert "harjoituksessa" in str(caught.value.message)
    running.refresh_from_db()
    assert running.assignee == matti


def test_a_practice_conversation_goes_only_to_who_is_in_it(
    rehearsed: Conversation, practice: Opening, paula: User, matti: User, leena: User
) -> None:
    conversations.take_conversation(conversation=rehearsed, by=paula)
    rehearsed.refresh_from_db()
    assert selectors.receivers(rehearsed, paula) == []

    with pytest.raises(DomainError) as caught:
        conversations.offer_handover(conversation=rehearsed, by=paula, receiver=matti)
    assert "harjoituksessa" in str(caught.value.message)

    chat.add_trainee(opening=practice, worker=matti, by=leena)
    conversations.offer_handover(conversation=rehearsed, by=paula, receiver=matti)
    chat.leave_practice(seat=Seat.objects.get(worker=matti), by=matti)
    with pytest.raises(DomainError):
        conversations.accept_handover(conversation=rehearsed, by=matti)
