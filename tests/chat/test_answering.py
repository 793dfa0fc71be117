"""What workers, supervisors and the clock do with questions that were left while the chat took nobody in."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from chat import door, selectors, watch
from chat import services as chat
from chat.models import VisitorSession
from hub.conversations import services as conversations
from hub.conversations.models import Conversation, Message
from hub.foundation.clock import now
from hub.foundation.errors import Conflict
from hub.hours.models import Opening
from hub.people.models import Unit, User
from hub.privacy import retention
from tests.cast import SignIn
from tests.chat.asking import TEXT, bring, everybody_at_once, reply
from tests.chat.shifts import shift

JSON = {"Accept": "application/json"}


def test_a_question_stands_in_nobodys_queue_and_fills_nobodys_hands(
    asked: chat.Question,
    answered: Conversation,
    pair: list[User],
    opening: Opening,
    settings: Any,
) -> None:
    settings.CHAT_CONVERSATIONS_PER_PAIR = 1
    conversations.leave_question(
        unit=opening.unit,
        language="fi",
        text=TEXT,
        client_key=uuid.uuid4(),
        answer_due_at=None,
    )

    state = door.look(now=now())

    assert (state.state, state.ahead) == (door.OPEN, 0)
    assert not VisitorSession.objects.there([opening]).exists()


def test_the_end_of_a_shift_leaves_questions_alone(
    asked: chat.Question, opening: Opening
) -> None:
    Opening.objects.update(closed_early_at=now())

    watch.end_unanswered(now() + timedelta(days=4))

    assert Conversation.objects.get().status == "waiting"


def test_its_client_is_never_said_to_have_left(
    asked: chat.Question, thread: Conversation, sign_in: SignIn, matti: User
) -> None:
    chat.leave(session=asked.session)
    chat.vanish(session=asked.session)

    page = sign_in(matti).get(f"/staff/c/{thread.public_id}/").content.decode()

    assert Conversation.objects.get().client_left_at is None
    assert "on poistunut" not in page
    assert "Ota keskustelu" in page
    assert "chatin ollessa kiinni" in page


def test_questions_have_a_box_of_their_own_the_oldest_first(
    sign_in: SignIn, matti: User, coming: Opening, waiting: Conversation
) -> None:
    for number in (1, 2):
        chat.leave_question(text=f"Kysymys {number}", language="fi")

    client = sign_in(matti)
    box = client.get("/staff/inbox/?box=questions")
    queue = client.get("/staff/inbox/?box=queue")

    assert [row.preview for row in box.context["rows"]] == ["Kysymys 1", "Kysymys 2"]
    assert all(row.waited for row in box.context["rows"])
    assert [row.conversation for row in queue.context["rows"]] == [waiting]
    assert (box.context["counts"]["questions"], box.context["counts"]["queue"]) == (2, 1)
    assert 'data-count="1"' in box.content.decode()


def test_the_duty_room_counts_them_and_leads_to_them(
    sign_in: SignIn, matti: User, asked: chat.Question
) -> None:
    page = sign_in(matti).get("/staff/duty/")

    assert page.context["duty"].questions.count == 1
    assert not page.context["duty"].waiting
    assert "?box=questions" in page.content.decode()


def test_another_unit_sees_no_question_of_ours(
    sign_in: SignIn, eero: User, thread: Conversation
) -> None:
    client = sign_in(eero)

    assert client.get(f"/staff/c/{thread.public_id}/").status_code == 404
    assert client.get("/staff/inbox/?box=questions").context["rows"] == []
    assert client.get("/staff/duty/").context["duty"].questions.count == 0


def test_a_question_is_taken_answered_read_written_to_and_ended(
    client: Client, asked: chat.Question, answered: Conversation, matti: User
) -> None:
    back = bring(client, asked.code)
    token = back.context["session"]["token"]
    more = client.post("/chat/messages/", {"token": token, "text": "Kiitos!"})
    conversations.close_conversation(conversation=answered, by=matti, decision="advice")
    last = bring(client, asked.code)

    assert "Voi hakea." in back.content.decode()
    assert "Sosiaaliohjaaja Matti on vastannut sinulle" in back.content.decode()
    assert "Kiitos!" in more.content.decode()
    assert "Voit lukea keskustelun" in last.content.decode()
    assert "Voi hakea." in last.content.decode()
    assert last.context["ticket"] == ""


def test_who_comes_back_while_the_door_is_open_goes_on_in_the_same_thread(
    client: Client, asked: chat.Question, pair: list[User]
) -> None:
    back = bring(client, asked.code)

    assert "Vuoro on nyt käynnissä" in back.content.decode()
    token = back.context["session"]["token"]
    client.post("/chat/messages/", {"token": token, "text": "Olen tässä"})
    assert Conversation.objects.get().messages.count() == 2


def test_a_question_is_read_for_the_stated_hours_after_its_ending_and_no_longer(
    client: Client, asked: chat.Question, answered: Conversation, matti: User
) -> None:
    conversations.close_conversation(conversation=answered, by=matti, decision="advice")

    retention.purge(now=now() + timedelta(hours=47))
    assert bring(client, asked.code).status_code == 200
    retention.purge(now=now() + timedelta(hours=49))
    assert bring(client, asked.code).status_code == 409


def test_a_question_outlives_the_hours_of_a_chat_and_ends_at_its_own_limit(
    client: Client, asked: chat.Question
) -> None:
    retention.purge(now=now() + timedelta(days=13))
    assert Conversation.objects.get().status == "waiting"

    retention.purge(now=now() + timedelta(days=15))
    ended = Conversation.objects.get()
    assert (ended.status, ended.decision, bool(ended.purged_at)) == (
        "closed",
        "expired",
        True,
    )
    assert not Message.objects.exists()


@tries(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    written=st.integers(0, 40),
    due=st.one_of(st.none(), st.integers(-40, 40)),
    taken=st.booleans(),
)
def test_no_question_goes_before_its_days_nor_before_its_shift_has_had_its_chance(
    unit: Unit, matti: User, written: int, due: int | None, taken: bool
) -> None:
    at = now()
    thread, _line = conversations.leave_question(
        unit=unit,
        language="fi",
        text=TEXT,
        client_key=uuid.uuid4(),
        answer_due_at=None if due is None else at + timedelta(days=due),
    )
    rows = Conversation.objects.filter(pk=thread.pk)
    rows.update(last_message_at=at - timedelta(days=written, minutes=1))
    if taken:
        conversations.take_conversation(conversation=thread, by=matti)

    gone = rows.past_keeping(at).exists()

    assert gone == (written >= 14 and (due is None or due < -2))


def test_supervisors_are_told_of_a_question_that_its_shift_did_not_answer(
    asked: chat.Question, answered_late: None, leena: User, matti: User
) -> None:
    assert selectors.alerts(matti) == []
    assert selectors.alerts(leena) == ["1 kysymykseen ei vastattu luvatussa vuorossa."]

    thread = asked.session.conversation
    conversations.take_conversation(conversation=thread, by=matti)
    reply(thread, matti)

    assert selectors.alerts(leena) == []


@pytest.fixture
def answered_late(asked: chat.Question) -> None:
    Opening.objects.update(
        starts_at=now() - timedelta(hours=3),
        last_entry_at=now() - timedelta(hours=1),
        ends_at=now() - timedelta(hours=1),
    )
    Conversation.objects.update(answer_due_at=now() - timedelta(hours=1))


def test_one_without_a_promise_is_late_after_the_first_shift(
    unit: Unit, leena: User
) -> None:
    chat.leave_question(text=TEXT, language="fi")
    assert selectors.alerts(leena) == []

    Conversation.objects.update(created_at=now() - timedelta(days=2))
    shift(unit, hours=-24)

    assert selectors.alerts(leena) == ["1 kysymykseen ei vastattu luvatussa vuorossa."]


def test_an_answered_question_is_counted_in_the_shift_that_answered_it(
    unit: Unit, answered: Conversation, sign_in: SignIn, matti: User
) -> None:
    before, during, after = (shift(unit, hours=hours) for hours in (-30, -1, 30))

    found = [
        VisitorSession.objects.answered_questions(each).count()
        for each in (before, during, after)
    ]

    assert found == [0, 1, 0]
    page = sign_in(matti).get(f"/staff/duty/{during.public_id}/")
    assert (page.context["shift"].questions, page.context["shift"].conversations) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_a_question_at_once_one_has_it(
    thread: Conversation, maija: User, matti: User
) -> None:
    workers = [maija, matti]

    results = everybody_at_once(
        2,
        lambda number: conversations.take_conversation(
            conversation=Conversation.objects.get(pk=thread.pk), by=workers[number]
        ),
    )

    assert [isinstance(each, Conflict) for each in results].count(True) == 1
    assert Conversation.objects.get().assignee in workers
