"""A pair that cannot go on closes the door, and says what clients may know."""

import uuid
from typing import Any

import pytest

from chat import door
from chat import services as chat
from chat.models import VisitorSession
from hub.conversations import services as conversations
from hub.foundation.clock import now
from hub.foundation.errors import DomainError
from hub.hours import services
from hub.hours.models import Opening
from hub.people.models import User
from hub.privacy.models import AccessEntry

WORDS = "Työntekijä sairastui"


def test_a_closed_door_lets_nobody_in_and_opens_again(
    pair: list[User], opening: Opening, leena: User
) -> None:
    services.close_early(opening=opening, by=leena, reason=WORDS)
    closed = door.look(now=now())
    services.reopen(opening=opening, by=leena)

    assert (closed.state, closed.early) == (door.CLOSED, opening)
    assert door.look(now=now()).is_open
    log = AccessEntry.objects.filter(actor_id=leena.pk).order_by("id")
    assert [row.action for row in log] == ["close_opening_early", "reopen_opening"]


def test_a_running_conversation_goes_on_behind_a_closed_door(
    pair: list[User], opening: Opening, visit: tuple[VisitorSession, str]
) -> None:
    thread = conversations.take_conversation(conversation=visit[0].conversation, by=pair[0])

    services.close_early(opening=opening, by=pair[0], reason=WORDS)

    said = chat.post_message(
        conversation_id=thread.pk, text="Vielä yksi asia", client_key=uuid.uuid4()
    )
    answered = conversations.send_reply(
        conversation=thread, by=pair[0], text="Kerro vain", client_key=uuid.uuid4()
    )
    assert (said.seq, answered.seq) == (1, 2)


def test_a_worker_closes_only_an_opening_they_sit_in(
    pair: list[User], opening: Opening, aino: User, eero: User
) -> None:
    from tests.cast import person

    paula = person(opening.unit, "Paula", "worker", "service_secretary")
    for stranger in (paula, eero):
        with pytest.raises(DomainError):
            services.close_early(opening=opening, by=stranger, reason=WORDS)

    services.close_early(opening=opening, by=pair[1], reason=WORDS)
    services.reopen(opening=opening, by=aino)


@pytest.mark.parametrize("reason", ["", "  "])
def test_nobody_closes_without_a_reason(
    pair: list[User], opening: Opening, leena: User, reason: str
) -> None:
    with pytest.raises(DomainError):
        services.close_early(opening=opening, by=leena, reason=reason)


def test_an_opening_is_closed_once_and_opens_again_only_in_its_time(
    pair: list[User], opening: Opening, leena: User
) -> None:
    services.close_early(opening=opening, by=leena, reason=WORDS)
    with pytest.raises(DomainError):
        services.close_early(opening=opening, by=leena, reason=WORDS)
    Opening.objects.update(last_entry_at=now(), ends_at=now())

    with pytest.raises(DomainError):
        services.reopen(opening=opening, by=leena)


@pytest.mark.parametrize("path", ["/", "/chat/"])
def test_clients_read_the_reason_only_if_a_keeper_made_it_public(
    client: Any, pair: list[User], opening: Opening, leena: User, path: str
) -> None:
    def page(by: User, public: bool) -> str:
        services.close_early(opening=opening, by=by, reason=WORDS, public=public)
        shown: str = client.get(path).content.decode()
        services.reopen(opening=opening, by=by)
        return shown

    assert WORDS in page(leena, public=True)
    assert WORDS not in page(leena, public=False)
    assert WORDS not in page(pair[0], public=True)
    assert "suljettiin tänään aikaisemmin" in page(leena, public=False)


def test_every_door_reads_the_same_opening(
    client: Any, sign_in: Any, pair: list[User], opening: Opening, leena: User
) -> None:
    services.close_early(opening=opening, by=leena, reason=WORDS)

    assert client.get("/chat/status.json").json()["state"] == "closed"
    duty = sign_in(pair[0]).get("/staff/duty/").content.decode()
    assert WORDS in duty
    assert "Avaa uudelleen" in duty


def test_who_waits_and_who_works_are_told_at_once(
    pair: list[User],
    opening: Opening,
    leena: User,
    visit: tuple[VisitorSession, str],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(
        "chat.watch.publish", lambda group, event: told.append(event["type"])
    )

    with django_capture_on_commit_callbacks(execute=True):
        services.close_early(opening=opening, by=leena, reason=WORDS)

    assert told == ["staff.event", "thread.state"]
