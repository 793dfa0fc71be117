"""Practice is practice: it looks like the chat, and nothing of it reaches a client, a record or a figure."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError, transaction
from django.test import Client
from prometheus_client import generate_latest

from chat import door, selectors
from chat import services as chat
from chat.models import Notice, Seat, VisitorSession
from chat.retention import PracticeThreads
from chat.selectors.calendars import my_seats
from hub.conversations import services as conversations
from hub.conversations.models import Conversation, Message
from hub.conversations.retention import ClosedChats
from hub.conversations.selectors import box_counts, in_box, receivers, waiting_count
from hub.foundation.clock import now
from hub.foundation.errors import DomainError
from hub.hours.models import Opening
from hub.people import presence
from hub.people.models import Unit, User
from hub.records import services as records
from hub.records.models import Export
from tests.cast import SignIn

KEY = "k" * 40


def refused(call: Any, *args: Any, **kwargs: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        call(*args, **kwargs)


# --- What a client sees of it: nothing ---


def test_practice_opens_no_door_and_stands_on_no_surface(
    client: Client, practice: Opening, paula: User
) -> None:
    presence.beat(paula.pk)

    status = client.get("/chat/status.json").json()

    assert status == {
        "open": False, "state": "closed", "opens_at": None, "closes_at": None, "ahead": 0,
    }  # fmt: skip
    assert door.look(now=now()).opening is None
    for path in ("/", "/chat/", "/chat/hours.json"):
        assert "arjoit" not in client.get(path).content.decode()
    assert my_seats(paula) == []


def test_practice_leaves_the_real_door_and_queue_as_they_are(
    pair: list[User], rehearsed: Conversation
) -> None:
    before = door.look(now=now())

    chat.enter_practice(
        opening=VisitorSession.objects.get().opening, by=pair[0], language="fi"
    )

    assert (before.state, before.ahead) == ("open", 0)
    assert door.look(now=now()).ahead == 0


def test_a_new_practice_is_no_gap_and_nobody_is_mailed_when_a_seat_is_given_up(
    unit: Unit, leena: User, paula: User, practice: Opening, mailoutbox: list[Any]
) -> None:
    chat.leave_practice(seat=Seat.objects.get(), by=paula)

    assert selectors.gaps(leena) == []
    assert not Notice.objects.exists()
    assert mailoutbox == []


# --- The wall ---


@pytest.mark.parametrize("side", ["clients", "practice"])
def test_a_token_of_one_side_opens_nothing_on_the_other(
    sign_in: SignIn, pair: list[User], practice: Opening, leena: User, side: str
) -> None:
    client = sign_in(leena)
    if side == "clients":
        _session, token = chat.start_visit(language="fi", key=KEY)
        there, here = "/staff/practice/chat/", "/chat/"
    else:
        _session, token = chat.enter_practice(
            opening=practice, by=leena, language="fi", key=KEY
        )
        there, here = "/chat/", "/staff/practice/chat/"
    words = {"token": token, "text": "Hei", "key": str(uuid.uuid4())}

    for path in ("messages/", "messages/list/", "leave/", "code/", "copy/", "delete/"):
        assert client.post(there + path, words).status_code == 404
    client.post(f"{there}exit/", words)
    assert Message.objects.count() == 0

    assert client.post(f"{here}messages/", words).status_code == 200
    assert Message.objects.count() == 1


def test_the_same_form_key_makes_two_visits_one_on_each_side(
    pair: list[User], practice: Opening, leena: User
) -> None:
    real, token = chat.start_visit(language="fi", key=KEY)
    played, other = chat.enter_practice(opening=practice, by=leena, language="fi", key=KEY)

    assert token != other
    assert real.conversation_id != played.conversation_id
    assert real.conversation.kind == "client"
    assert (played.conversation.kind, played.conversation.practice) == (
        "practice",
        practice,
    )


def test_a_return_code_of_practice_leads_back_to_practice_only(
    pair: list[User], practice: Opening, leena: User
) -> None:
    session, _ = chat.enter_practice(opening=practice, by=leena, language="fi")
    code = chat.issue_code(session=session)

    with pytest.raises(DomainError):
        chat.come_back(code=code)
    found, _token = chat.come_back(code=code, practice=True)

    assert found == session


def test_the_database_keeps_both_sides_apart(
    unit: Unit, practice: Opening, opening: Opening, waiting: Conversation
) -> None:
    rehearsed = conversations.start_conversation(
        channel="chat", unit=unit, practice=practice
    )
    elsewhere = Unit.objects.create(name="Muu")

    create = VisitorSession.objects.create
    refused(create, conversation=waiting, opening=practice, token_hash="a")
    refused(create, conversation=rehearsed, opening=opening, token_hash="b")
    refused(Conversation.objects.filter(pk=waiting.pk).update, kind="practice")
    refused(
        Conversation.objects.filter(pk=waiting.pk).update,
        kind="practice",
        practice=practice,
    )
    refused(
        Conversation.objects.filter(pk=rehearsed.pk).update, kind="client", practice=None
    )
    for where, of in ((unit, opening), (elsewhere, practice)):
        refused(conversations.start_conversation, channel="chat", unit=where, practice=of)


# --- Records, figures, surveys ---


def test_a_decision_to_record_is_taken_and_nothing_is_exported(ended: Conversation) -> None:
    export = records.request_export(conversation_id=ended.pk, now=now())

    assert ended.decision == "recorded"
    assert export is None
    assert not Export.objects.exists()


def test_the_database_exports_no_practice_and_calls_none_exported(
    ended: Conversation,
) -> None:
    refused(
        Export.objects.create,
        conversation=ended, package_id=uuid.uuid4(), created_at=now(),
    )  # fmt: skip
    refused(conversations.mark_exported, conversation_id=ended.pk)


def test_practice_is_in_no_figure_and_has_no_survey(
    sign_in: SignIn, ended: Conversation, leena: User
) -> None:
    def counted() -> str:
        told = generate_latest().decode().splitlines()
        return "\n".join(line for line in told if line.startswith("hub_messages_total"))

    before = counted()
    session = VisitorSession.objects.select_related("opening").get()
    conversations.add_note(
        conversation=ended, by=leena, text="Hyvä", client_key=uuid.uuid4()
    )

    assert counted() == before
    assert chat.survey_ticket(session=session, token="t" * 40) == ""
    assert list(selectors.past_openings(leena)) == []
    page = sign_in(leena).get(f"/staff/duty/{session.opening.public_id}/")
    assert page.status_code == 404


def test_practice_goes_whole_soon_after_its_opening(
    ended: Conversation, practice: Opening
) -> None:
    at = practice.ends_at + timedelta(hours=django_settings.PRACTICE_RETENTION_HOURS)
    source, later = PracticeThreads(), at + timedelta(minutes=1)

    assert source.count_due(now=at - timedelta(minutes=1)) == 0
    assert ClosedChats().count_due(now=later + timedelta(days=9)) == 0
    assert source.purge(now=later, limit=10) == 1

    assert not Conversation.objects.exists()
    assert not Message.objects.exists()
    assert not VisitorSession.objects.exists()


# --- Who sees it ---


@pytest.mark.parametrize(
    ("who", "thread", "boxes"),
    [("paula", 1, 1), ("leena", 1, 0), ("maija", 0, 0), ("aino", 0, 0), ("eero", 0, 0)],
)
def test_practice_is_seen_by_who_is_in_it_and_by_supervisors(
    request: pytest.FixtureRequest,
    rehearsed: Conversation,
    who: str,
    thread: int,
    boxes: int,
) -> None:
    user = request.getfixturevalue(who)

    assert Conversation.objects.visible_to(user).count() == thread
    assert in_box(user, "queue").count() == in_box(user, "unit").count() == boxes
    assert box_counts(user)["queue"] == waiting_count(user) == boxes


def test_practice_is_handed_over_only_inside_it(
    practice: Opening, rehearsed: Conversation, paula: User, matti: User, maija: User
) -> None:
    for worker in (paula, matti, maija):
        presence.beat(worker.pk)
    chat.add_trainee(opening=practice, worker=matti, by=paula)
    conversations.take_conversation(conversation=rehearsed, by=paula)

    assert receivers(rehearsed, paula) == [matti]
    with pytest.raises(DomainError):
        conversations.offer_handover(conversation=rehearsed, by=paula, receiver=maija)
    conversations.offer_handover(conversation=rehearsed, by=paula, receiver=matti)


def test_the_console_marks_it_in_words(
    sign_in: SignIn, rehearsed: Conversation, paula: User, practice: Opening
) -> None:
    client = sign_in(paula)

    for path in (
        "/staff/inbox/?box=queue",
        f"/staff/c/{rehearsed.public_id}/",
        "/staff/duty/",
        f"/staff/practice/{practice.public_id}/",
    ):
        page = client.get(path).content.decode()
        assert "HARJOITUS" in page, path
        assert ">Harjoitus</strong>" in page, path
