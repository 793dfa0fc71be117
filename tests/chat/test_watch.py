"""Silence, the last ten minutes and the end are noticed by the hub itself, and told to everybody once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from chat import selectors, services, watch
from chat.models import VisitorSession
from hub.conversations import services as conversations
from hub.conversations.models import Conversation
from hub.foundation.clock import now
from hub.hours.models import Opening
from hub.people import presence
from hub.people.models import User

Pushed = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def pushed(monkeypatch: pytest.MonkeyPatch) -> Pushed:
    events: Pushed = []
    monkeypatch.setattr(
        "chat.watch.publish", lambda group, event: events.append((group, event))
    )
    return events


@pytest.fixture
def following(opening: Opening) -> Opening:
    later = opening.starts_at + timedelta(days=7)
    return Opening.objects.create(
        unit=opening.unit,
        starts_at=later,
        ends_at=later + timedelta(hours=2),
        last_entry_at=later + timedelta(hours=2),
    )


@pytest.fixture
def answered(pair: list[User]) -> VisitorSession:
    session = services.start_visit(language="fi")[0]
    conversations.take_conversation(conversation=session.conversation, by=pair[0])
    session.refresh_from_db()
    return session


def read(session: VisitorSession, at: datetime | None = None) -> str:
    """What the visitor's page says beside the thread at that moment."""
    fresh = VisitorSession.objects.select_related("conversation", "opening").get(
        pk=session.pk
    )
    with time_machine.travel(at or now(), tick=False):
        return selectors.room(fresh).notice


def test_a_workers_silence_is_told_once_to_colleagues_and_visitors_and_so_is_the_return(
    opening: Opening,
    visit: tuple[VisitorSession, str],
    answered: VisitorSession,
    pair: list[User],
    pushed: Pushed,
) -> None:
    watch.look_round(now=now())
    pushed.clear()

    presence.forget(pair[0].pk)  # as when the heartbeat runs out
    for _ in range(3):
        watch.look_round(now=now())

    threads = {f"thread.{each.conversation_id}" for each in (visit[0], answered)}
    assert {group for group, _ in pushed} == {f"unit.{opening.unit_id}", *threads}
    assert len(pushed) == 3
    presence.beat(pair[0].pk)
    watch.look_round(now=now())
    assert len(pushed) == 6


def test_one_of_the_pair_gone_keeps_the_others_conversations_and_tells_who_waits(
    visit: tuple[VisitorSession, str], answered: VisitorSession, pair: list[User]
) -> None:
    presence.forget(pair[1].pk)

    assert "Kaikki chatin työntekijät eivät ole juuri nyt paikalla" in read(visit[0])
    assert read(answered) == ""


def test_both_gone_leaves_nobody_in_silence(
    visit: tuple[VisitorSession, str],
    answered: VisitorSession,
    pair: list[User],
    following: Opening,
    settings: Any,
) -> None:
    for worker in pair:
        presence.forget(worker.pk)

    for session in (visit[0], answered):
        said = read(session)
        assert "Työntekijät ovat juuri nyt poissa" in said
        assert "Chat avautuu seuraavan kerran" in said
        assert settings.ORGANISATION_PHONE in said


def test_ten_minutes_before_the_end_everybody_is_told_and_once(
    opening: Opening,
    visit: tuple[VisitorSession, str],
    answered: VisitorSession,
    pushed: Pushed,
) -> None:
    before = opening.ends_at - timedelta(minutes=10, seconds=1)
    soon = opening.ends_at - timedelta(minutes=10)
    # At another moment than the last entry, which is a point of its own.
    Opening.objects.filter(pk=opening.pk).update(last_entry_at=opening.ends_at)
    watch.look_round(now=before)
    pushed.clear()

    with time_machine.travel(soon, tick=False):
        watch.look_round(now=soon)
        watch.look_round(now=soon + timedelta(seconds=5))

    assert len(pushed) == 3
    assert "Chat sulkeutuu" not in read(visit[0], before)
    assert "Jos emme ehdi, kerromme sen tässä" in read(visit[0], soon)
    assert "Keskustelusi viedään loppuun" in read(answered, soon)


def test_who_still_waits_at_the_end_is_told_and_a_running_conversation_goes_on(
    client: Any,
    opening: Opening,
    visit: tuple[VisitorSession, str],
    answered: VisitorSession,
    pair: list[User],
    following: Opening,
) -> None:
    session, token = visit
    client.post("/chat/messages/", {"token": token, "text": "Ehditkö vastata?"})

    with time_machine.travel(opening.ends_at, tick=False):
        counted = watch.look_round(now=now())
        page = client.post("/chat/messages/list/", {"token": token}).content.decode()
        reply = conversations.send_reply(
            conversation=answered.conversation,
            by=pair[0],
            text="Jatketaan",
            client_key=None,
        )

    session.conversation.refresh_from_db()
    assert counted["unanswered"] == 1
    assert session.conversation.decision == Conversation.Decision.UNANSWERED
    assert "Emme ehtineet vastata sinulle" in page
    assert (
        page.count("Chat sulkeutui ennen kuin ehdimme vastata") == 2
    )  # beside the thread, and in it
    assert "Saitko neuvon" not in page
    assert reply
    answered.conversation.refresh_from_db()
    assert answered.conversation.status == Conversation.Status.OPEN
    assert "Keskustelusi viedään loppuun" in read(answered, opening.ends_at)


def test_an_opening_closed_early_tells_its_queue_too(
    opening: Opening, visit: tuple[VisitorSession, str], answered: VisitorSession
) -> None:
    at = now()
    Opening.objects.filter(pk=opening.pk).update(closed_early_at=at)

    assert watch.look_round(now=at)["unanswered"] == 1
    assert watch.look_round(now=at)["unanswered"] == 0


def test_one_second_before_the_end_nobody_is_sent_away(
    opening: Opening, visit: tuple[VisitorSession, str]
) -> None:
    assert watch.look_round(now=opening.ends_at - timedelta(seconds=1))["unanswered"] == 0


def test_who_is_taken_at_the_last_moment_is_not_sent_away(
    opening: Opening, answered: VisitorSession
) -> None:
    assert not conversations.end_unanswered(
        conversation_id=answered.conversation_id, text="Suljettu"
    )


def test_what_was_typed_and_not_sent_is_given_back_to_who_leaves_without_scripts(
    client: Any, visit: tuple[VisitorSession, str]
) -> None:
    page = client.post("/chat/leave/", {"token": visit[1], "text": "Kesken jäi"})

    assert "Kesken jäi</textarea>" in page.content.decode()


@pytest.mark.parametrize("seats", [1, 2, 3])
def test_the_door_needs_as_many_as_the_setting_says(
    client: Any, opening: Opening, pair: list[User], leena: User, settings: Any, seats: int
) -> None:
    settings.CHAT_SEATS = seats
    here = [*pair, leena][:seats]
    services.assign_seat(opening=opening, worker=leena, by=None)
    presence.forget(leena.pk)
    for worker in here:
        presence.beat(worker.pk)
    for worker in {*pair} - {*here}:
        presence.forget(worker.pk)
    assert client.get("/chat/status.json").json()["state"] == "open"

    presence.forget(here[-1].pk)

    assert client.get("/chat/status.json").json()["state"] == "unstaffed"
    words = {1: "Työntekijät eivät ole", 2: "odottaa toista", 3: "odottaa työntekijöitä"}
    assert words[seats] in client.get("/chat/").content.decode()
