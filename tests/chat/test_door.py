from datetime import timedelta
from typing import Any

import pytest

from chat import door, selectors, services
from chat.models import Seat, VisitorSession
from hub.conversations import services as conversations
from hub.foundation.clock import now
from hub.foundation.errors import NotOpen
from hub.hours.models import Opening
from hub.people import presence
from hub.people.models import Unit, User


def test_one_at_the_desk_is_not_enough(pair: list[User]) -> None:
    presence.forget(pair[0].pk)

    state = door.look(now=now())

    assert (state.state, state.present) == (door.UNSTAFFED, [pair[1]])


def test_two_at_the_desk_open_the_door(pair: list[User], opening: Opening) -> None:
    state = door.look(now=now())

    assert state.is_open
    assert (state.present, state.closes_at) == (pair, opening.ends_at)


def test_a_worker_who_stepped_away_is_not_at_the_desk(pair: list[User]) -> None:
    services.set_away(user=pair[0], away=True)

    assert door.look(now=now()).state == door.UNSTAFFED


def test_a_worker_without_a_seat_does_not_count(pair: list[User], leena: User) -> None:
    Seat.objects.filter(worker=pair[0]).delete()
    presence.beat(leena.pk)

    assert door.look(now=now()).state == door.UNSTAFFED


def test_a_worker_who_may_no_longer_sign_in_does_not_count(pair: list[User]) -> None:
    User.objects.filter(pk=pair[0].pk).update(is_active=False)

    assert door.look(now=now()).state == door.UNSTAFFED


def test_the_door_is_closed_outside_the_opening(pair: list[User], opening: Opening) -> None:
    before = door.look(now=opening.starts_at - timedelta(seconds=1))
    after = door.look(now=opening.ends_at)

    assert (before.state, before.opens_at) == (door.CLOSED, opening.starts_at)
    assert (after.state, after.opens_at) == (door.CLOSED, None)


def test_the_first_second_is_open_and_the_last_entry_is_not(
    pair: list[User], opening: Opening
) -> None:
    second = timedelta(seconds=1)

    assert door.look(now=opening.starts_at).is_open
    assert door.look(now=opening.last_entry_at - second).is_open
    late = door.look(now=opening.last_entry_at)
    assert (late.state, late.opening) == (door.CLOSED, opening)


def test_an_opening_ended_early_lets_nobody_in(pair: list[User], opening: Opening) -> None:
    opening.closed_early_at = now() - timedelta(minutes=1)
    opening.save()

    assert door.look(now=now()).state == door.CLOSED


def test_practice_never_opens_the_door(
    unit: Unit, pair: list[User], opening: Opening
) -> None:
    Opening.objects.filter(pk=opening.pk).update(kind="practice")

    assert door.look(now=now()).state == door.CLOSED


def test_a_full_queue_is_told(pair: list[User], settings: Any) -> None:
    settings.CHAT_QUEUE_LIMIT = 1
    services.start_visit(language="fi")

    state = door.look(now=now())

    assert (state.state, state.ahead) == (door.CROWDED, 1)


def test_a_pair_with_full_hands_still_lets_newcomers_wait(
    client: Any, pair: list[User], settings: Any
) -> None:
    settings.CHAT_CONVERSATIONS_PER_PAIR = 2
    visits = [services.start_visit(language="fi")[0] for _ in range(3)]
    for visit, worker in zip(visits, pair, strict=False):
        conversations.take_conversation(conversation=visit.conversation, by=worker)

    state = door.look(now=now())
    page = client.get("/chat/").content.decode()
    late, _token = services.start_visit(language="fi")

    assert (state.state, state.ahead, state.is_open) == (door.FULL, 1, True)
    assert "Siellä odottaa nyt 1 asiakas" in page
    assert [door.place_in_queue(visit) for visit in (visits[2], late)] == [0, 1]
    assert selectors.room(late).notice.startswith("Työntekijöillä on nyt niin monta")
    taken = conversations.take_conversation(conversation=visits[2].conversation, by=pair[0])
    assert taken.assignee == pair[0]


def test_only_a_full_queue_turns_a_newcomer_away_and_says_what_else_to_do(
    client: Any, pair: list[User], settings: Any
) -> None:
    settings.CHAT_QUEUE_LIMIT = settings.CHAT_CONVERSATIONS_PER_PAIR = 1
    first = services.start_visit(language="fi")[0]
    conversations.take_conversation(conversation=first.conversation, by=pair[0])
    services.start_visit(language="fi")

    with pytest.raises(NotOpen) as refused:
        services.start_visit(language="fi")
    page = client.get("/chat/").content.decode()
    status = client.get("/chat/status.json").json()

    assert refused.value.code == door.CROWDED
    assert "1 asiakas odottaa jo" in page
    assert "Kokeile hetken päästä uudelleen" in page
    assert "tel:" in page
    assert (status["open"], status["state"], status["ahead"]) == (False, "crowded", 1)


def test_a_visitor_who_leaves_frees_the_hands_of_the_pair(
    visit: tuple[VisitorSession, str], pair: list[User], settings: Any
) -> None:
    settings.CHAT_CONVERSATIONS_PER_PAIR = 1
    thread = conversations.take_conversation(conversation=visit[0].conversation, by=pair[0])
    assert door.look(now=now()).state == door.FULL

    conversations.client_left(conversation=thread)

    assert door.look(now=now()).state == door.OPEN


def test_a_visitor_sees_only_those_before_them(pair: list[User]) -> None:
    visits = [services.start_visit(language="fi")[0] for _ in range(3)]

    assert [door.place_in_queue(visit) for visit in visits] == [0, 1, 2]


def test_a_dead_valkey_closes_the_door_without_an_error(
    pair: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise OSError

    monkeypatch.setattr("hub.people.presence.valkey", broken)

    assert door.look(now=now()).state == door.UNSTAFFED


def test_the_public_status_tells_the_state_and_no_name(
    client: Any, pair: list[User]
) -> None:
    answer = client.get("/chat/status.json")

    assert answer.json()["state"] == "open"
    assert set(answer.json()) == {"open", "state", "opens_at", "closes_at", "ahead"}
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/", "/chat/"])
def test_a_visitor_reads_how_many_of_the_pair_are_missing(
    client: Any, pair: list[User], path: str
) -> None:
    presence.forget(pair[0].pk)
    one = client.get(path).content.decode()
    presence.forget(pair[1].pk)
    none = client.get(path).content.decode()

    assert "Chat odottaa toista työntekijää" in one
    assert "Chat odottaa toista työntekijää" not in none
    assert "Työntekijät eivät ole juuri nyt paikalla" in none


def test_who_waits_for_the_pair_is_not_sent_to_the_next_opening(
    client: Any, pair: list[User], opening: Opening
) -> None:
    presence.forget(pair[0].pk)
    Opening.objects.create(
        unit=opening.unit,
        starts_at=opening.ends_at + timedelta(days=7),
        ends_at=opening.ends_at + timedelta(days=8),
        last_entry_at=opening.ends_at + timedelta(days=8),
    )

    page = client.get("/chat/").content.decode()

    assert "Chat aukeaa heti, kun työntekijät ovat paikalla" in page
    assert "seuraavan kerran" not in page
