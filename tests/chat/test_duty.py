"""What the duty page tells the pair of those who wait, talk and have left."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from chat import door
from chat import services as chat
from hub.conversations import services
from hub.conversations.models import Conversation
from hub.foundation.clock import now
from hub.hours.models import Opening
from hub.people import presence
from hub.people.models import Municipality, Unit, User
from hub.privacy.models import AccessEntry
from tests.cast import SignIn, person


@pytest.fixture
def paula(unit: Unit) -> User:
    return person(unit, "Paula", "worker", "service_secretary")


def duty(sign_in: SignIn, user: User) -> str:
    return sign_in(user).get("/staff/duty/").content.decode()


def says(conversation: Conversation, text: str) -> None:
    services.post_client_message(
        conversation_id=conversation.pk, text=text, client_key=uuid.uuid4()
    )


def test_the_queue_tells_who_waits_since_when_and_with_what(
    sign_in: SignIn, pair: list[User]
) -> None:
    Municipality.objects.create(code="167", name_fi="Joensuu")
    visit = chat.start_visit(
        language="sv", municipality_code="167", about_close_person=True
    )[0]
    says(visit.conversation, "Hyresgaranti")
    Conversation.objects.update(created_at=now() - timedelta(minutes=5))

    page = duty(sign_in, pair[0])

    for words in (
        "odottanut",
        ">5 min<",
        "ruotsi",
        "Joensuu",
        "läheisensä",
        "Hyresgaranti",
    ):
        assert words in page, words
    assert "Ota keskustelu" in page


def test_ones_own_talks_come_first_and_are_marked(
    sign_in: SignIn, pair: list[User]
) -> None:
    maija, matti = pair
    for worker, text in ((maija, "Maijalle"), (matti, "Matille")):
        visit = chat.start_visit(language="fi")[0]
        says(visit.conversation, text)
        services.take_conversation(conversation=visit.conversation, by=worker)

    page = duty(sign_in, matti)

    assert page.count("Sinun") == 1
    assert page.index("Matille") < page.index("Maijalle")


def test_who_left_the_queue_is_to_be_read_and_not_taken(
    sign_in: SignIn, pair: list[User]
) -> None:
    visit = chat.start_visit(language="fi")[0]
    says(visit.conversation, "En jaksa odottaa")
    chat.leave(session=visit)

    page = duty(sign_in, pair[0])

    assert "Lue ja lopeta" in page
    assert "Ota keskustelu" not in page
    assert "<title>(" not in page


def test_one_absent_and_both_absent_are_told_apart(
    sign_in: SignIn, pair: list[User], leena: User
) -> None:
    presence.forget(pair[0].pk)
    one = duty(sign_in, leena)
    presence.forget(pair[1].pk)

    assert "Vuorosta puuttuu työntekijä" in one
    assert "Kukaan vuorossa olevista ei ole paikalla" in duty(sign_in, leena)


def test_a_colleague_joins_the_running_duty_and_counts_towards_the_pair(
    sign_in: SignIn, pair: list[User], opening: Opening, paula: User
) -> None:
    presence.forget(pair[0].pk)
    client = sign_in(paula)
    assert "Tule mukaan päivystykseen" in duty(sign_in, paula)

    client.post("/staff/duty/join/")

    assert {seat.worker for seat in opening.seats.all()} == {*pair, paula}
    assert door.look(now=now()).is_open
    assert "Tule mukaan päivystykseen" not in duty(sign_in, paula)
    assert AccessEntry.objects.get(action="join_duty").actor_id == paula.pk


def test_nobody_joins_another_units_duty_or_one_that_does_not_run(
    sign_in: SignIn, pair: list[User], opening: Opening, eero: User, leena: User
) -> None:
    sign_in(eero).post("/staff/duty/join/")
    at = now()
    Opening.objects.filter(pk=opening.pk).update(ends_at=at, last_entry_at=at)
    answer = sign_in(leena).post("/staff/duty/join/", follow=True)

    assert opening.seats.count() == 2
    assert "Mikään avaus ei ole juuri nyt käynnissä" in answer.content.decode()


def test_the_other_half_and_the_supervisor_are_alerted_on_every_page_until_it_is_right(
    sign_in: SignIn, pair: list[User], leena: User, paula: User
) -> None:
    readers = [sign_in(user) for user in (pair[1], leena, paula)]

    def alerted() -> list[bool]:
        pages = [each.get("/staff/feedback/").content.decode() for each in readers]
        return ["Poissa: Sosiaalityöntekijä Maija" in page for page in pages]

    assert alerted() == [False, False, False]
    presence.forget(pair[0].pk)
    assert alerted() == [True, True, False]
    assert "Poissa" in readers[1].get("/staff/duty/alerts/").content.decode()
    presence.beat(pair[0].pk)
    assert alerted() == [False, False, False]
    assert readers[1].get("/staff/duty/alerts/").content.strip() == b""


def test_the_supervisor_is_alerted_that_both_are_gone(
    sign_in: SignIn, pair: list[User], leena: User
) -> None:
    for worker in pair:
        presence.forget(worker.pk)

    page = sign_in(leena).get("/staff/duty/alerts/").content.decode()

    assert "Kukaan vuorossa olevista ei ole paikalla" in page


def test_the_pair_is_told_ten_minutes_before_the_end(
    sign_in: SignIn, pair: list[User], opening: Opening
) -> None:
    with time_machine.travel(opening.ends_at - timedelta(minutes=10), tick=False):
        page = sign_in(pair[0]).get("/staff/duty/alerts/").content.decode()

    assert "Chat sulkeutuu" in page


def test_full_hands_are_a_hint_to_the_pair_and_no_lock(
    sign_in: SignIn, pair: list[User], settings: Any
) -> None:
    settings.CHAT_CONVERSATIONS_PER_PAIR = 1
    for worker in (pair[0], None):
        visit = chat.start_visit(language="fi")[0]
        if worker:
            services.take_conversation(conversation=visit.conversation, by=worker)

    page = duty(sign_in, pair[0])

    assert "niin monta keskustelua kuin parille on sovittu (1)" in page
    assert "Ota keskustelu" in page


def test_an_opening_closed_early_is_told_with_its_reason(
    sign_in: SignIn, pair: list[User], opening: Opening
) -> None:
    Opening.objects.filter(pk=opening.pk).update(
        closed_early_at=now(), closing_reason="Sähkökatko"
    )

    page = duty(sign_in, pair[0])

    assert "Sähkökatko" in page
