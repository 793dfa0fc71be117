"""The queue's places: one address cannot take them all, the last is given once, and nobody holds one in absence."""

from datetime import timedelta
from typing import Any

import pytest

from chat import door, presence, selectors, services
from chat.models import VisitorSession
from hub.conversations.models import Conversation
from hub.foundation.clock import now
from hub.foundation.errors import NotOpen
from hub.foundation.valkey import valkey
from hub.people.models import User
from tests.conversations.crowd import at_once


@pytest.fixture
def one_place(pair: list[User], settings: Any) -> None:
    settings.CHAT_QUEUE_LIMIT = 1


def silence(session: VisitorSession) -> None:
    """Six minutes without a sign of life."""
    Conversation.objects.filter(pk=session.conversation_id).update(
        created_at=now() - timedelta(minutes=6)
    )
    valkey().delete(presence._key(session.conversation_id))


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_given_once_however_many_press_at_once(one_place: None) -> None:
    def press() -> object:
        return services.start_visit(language="fi")

    answers = at_once(*[press] * 6)

    refused = [answer for answer in answers if isinstance(answer, NotOpen)]
    assert (len(refused), VisitorSession.objects.count()) == (5, 1)
    assert {error.code for error in refused} == {door.CROWDED}


@pytest.mark.django_db(transaction=True)
def test_one_form_pressed_at_once_is_one_visit_and_never_too_many(one_place: None) -> None:
    def press() -> tuple[VisitorSession, str]:
        return services.start_visit(language="fi", key="k" * 43)

    answers = at_once(*[press] * 4)

    assert len({str(answer) for answer in answers}) == 1
    assert VisitorSession.objects.count() == 1


def test_who_never_wrote_and_is_gone_holds_no_place(one_place: None) -> None:
    ghost, _token = services.start_visit(language="fi")
    assert door.look(now=now()).state == door.CROWDED

    silence(ghost)

    assert door.look(now=now()).is_open
    assert services.start_visit(language="fi")
    assert door.look(now=now()).state == door.CROWDED


@pytest.mark.parametrize("sign", ["ask", "ping", "post"])
def test_any_sign_of_life_holds_the_place(client: Any, one_place: None, sign: str) -> None:
    session, token = services.start_visit(language="fi")
    silence(session)
    signs = {
        "ask": lambda: selectors.find_visitor(token),
        "ping": lambda: selectors.last_seq(session),
        "post": lambda: client.post("/chat/messages/list/", {"token": token}),
    }

    signs[sign]()

    assert door.look(now=now()).state == door.CROWDED


def test_who_wrote_holds_the_place_in_silence(client: Any, one_place: None) -> None:
    session, token = services.start_visit(language="fi")
    client.post("/chat/messages/", {"token": token, "text": "Hei"})

    silence(session)

    assert door.look(now=now()).state == door.CROWDED


def start(address: str) -> VisitorSession:
    return services.start_visit(language="fi", address=address)[0]


def test_one_address_keeps_the_door_shut_for_nobody_else(
    client: Any, pair: list[User], settings: Any
) -> None:
    settings.CHAT_QUEUE_LIMIT = 6
    for _ in range(6):
        token = services.start_visit(language="fi", address="198.51.100.7")[1]
        client.post("/chat/messages/", {"token": token, "text": "Hei"})

    with pytest.raises(NotOpen):
        start("198.51.100.7")
    others = [start(f"203.0.113.{number}") for number in range(3)]

    assert len(others) == 3
    assert door.look(now=now()).state == door.CROWDED
    with pytest.raises(NotOpen):
        start("203.0.113.9")


def test_thirty_behind_one_address_can_all_wait(pair: list[User]) -> None:
    visits = [start("198.51.100.7") for _ in range(30)]

    assert [door.place_in_queue(visit) for visit in visits] == list(range(30))


def test_of_a_visit_beyond_its_addresss_share_nothing_tells_whose_it_is(
    pair: list[User],
) -> None:
    visits = [start("198.51.100.7") for _ in range(4)]

    assert {key: valkey().get(key) for key in valkey().keys("hub:beyond-share:*")} == {
        f"hub:beyond-share:{visits[3].conversation_id}".encode(): b"1"
    }


def test_without_valkey_everybody_who_waits_counts(
    one_place: None, opening: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    silence(services.start_visit(language="fi")[0])

    def broken() -> None:
        raise OSError

    monkeypatch.setattr("chat.presence.valkey", broken)

    assert door.uncounted(opening, now()) == 0
