"""A question left while the chat takes nobody in: kept, answered in the next shift, read later by its code."""

import re
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from chat import door, selectors, watch
from chat import services as chat
from chat.models import VisitorSession
from chat.services.returns import LENGTH, SIGNS, signs_from
from hub.conversations import services as conversations
from hub.conversations.models import Conversation, Message
from hub.foundation.clock import now
from hub.foundation.errors import Conflict
from hub.hours.models import Opening
from hub.people import presence
from hub.people.models import Unit, User
from hub.privacy import retention
from tests.cast import SignIn
from tests.chat.shifts import shift

JSON = {"Accept": "application/json"}
KEY = "k" * 43
TEXT = "Voiko vuokravakuutta hakea etukäteen?"


@pytest.fixture
def coming(unit: Unit) -> Opening:
    return shift(unit)


@pytest.fixture
def asked(coming: Opening) -> chat.Question:
    return chat.leave_question(text=TEXT, language="fi", key=KEY)


@pytest.fixture
def thread(asked: chat.Question) -> Conversation:
    return asked.session.conversation


@pytest.fixture
def answered(thread: Conversation, matti: User) -> Conversation:
    conversations.take_conversation(conversation=thread, by=matti)
    reply(thread, matti)
    return thread


def reply(thread: Conversation, by: User) -> None:
    conversations.send_reply(
        conversation=thread, by=by, text="Voi hakea.", client_key=uuid.uuid4()
    )


def leave(
    client: Client, text: str = TEXT, path: str = "/chat/question/", **more: Any
) -> Any:
    return client.post(path, {"text": text, "key": KEY} | more)


def bring(client: Client, code: str) -> Any:
    return client.post("/chat/return/", {"code": code})


def everybody_at_once(people: int, act: Callable[[int], Any]) -> list[Any]:
    def alone(number: int) -> Any:
        try:
            return act(number)
        except Conflict as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(alone, range(people)))


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/chat/", "Jätä kysymys"),
        ("/sv/chat/", "Lämna en fråga"),
        ("/en/chat/", "Leave a question"),
        ("/selko/chat/", "Jätä kysymys"),
    ],
)
def test_the_closed_page_takes_a_question_and_says_when_it_is_answered(
    client: Client, coming: Opening, path: str, title: str
) -> None:
    page = client.get(path)

    assert title in page.content.decode()
    assert page.context["promise"] in page.content.decode()
    assert 'name="text"' in page.content.decode()


def test_the_page_says_so_when_nobody_knows_the_next_shift(
    client: Client, unit: Unit
) -> None:
    page = client.get("/chat/").content.decode()

    assert "Seuraavaa vuoroa ei ole vielä päätetty" in page
    assert "013 3300" in page


def test_who_leaves_a_question_reads_its_code_and_when_the_answer_comes(
    client: Client, coming: Opening
) -> None:
    page = leave(client)

    text = page.content.decode()
    assert page.status_code == 200
    assert re.search(rf"([{SIGNS}]{{3}}-){{5}}[{SIGNS}]{{3}}", text)
    assert "seuraavassa vuorossa" in text
    assert "48 tunnin ajan" in text
    assert "14 päivän kuluttua" in text
    question = Conversation.objects.get()
    assert (question.kind, question.channel) == ("client", "chat")
    assert (question.is_question, question.answer_due_at) == (True, coming.ends_at)
    assert question.preview == TEXT


def test_an_identity_code_in_a_question_is_masked(client: Client, coming: Opening) -> None:
    page = leave(client, "Tunnukseni on 010180-9015.")

    assert "010180" not in page.content.decode()
    assert "Peitimme sen" in page.content.decode()
    assert "010180" not in Conversation.objects.get().preview


def test_the_code_opens_the_question_and_only_its_slow_hash_is_kept(
    client: Client, asked: chat.Question
) -> None:
    page = bring(client, asked.code.lower()).content.decode()

    assert TEXT in page
    assert "Kysymyksesi odottaa vastausta" in page
    assert asked.code not in page


def test_the_code_is_saved_as_a_small_file_that_holds_nothing_else(client: Client) -> None:
    sent = {"code": "k7f-2mx-000-111-222-333 <script>alert(1)</script>"}

    answer = client.post("/chat/question/code/", sent)

    assert answer["Content-Disposition"] == 'attachment; filename="notes.txt"'
    assert answer.content.decode().splitlines() == [
        "K7F-2MX-000-111-222-333",
        "http://testserver/chat/",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("   ", "Kirjoita viesti ennen lähettämistä."),
        ("pitkä" * 500, "Viesti on liian pitkä"),
        ("merkki \x07", "merkkejä"),
    ],
)
def test_a_refused_text_stays_in_its_field(
    client: Client, coming: Opening, text: str, words: str
) -> None:
    page = leave(client, text)

    assert page.status_code == 409
    assert words in page.content.decode()
    assert page.context["draft"] == text
    assert f'aria-invalid="true" autofocus>{text}</textarea>' in page.content.decode()
    assert not Conversation.objects.exists()


def test_who_asks_too_fast_keeps_the_text_and_others_are_not_slowed(
    client: Client, coming: Opening, settings: Any
) -> None:
    settings.CHAT_QUESTIONS_PER_TEN_MINUTES = 2
    first = [leave(client, key=letter * 43).status_code for letter in "abc"]
    last = leave(client, "Vielä tämä", key="d" * 43)
    elsewhere = leave(Client(REMOTE_ADDR="203.0.113.9"), key="e" * 43)

    assert first == [200, 200, 409]
    assert "Vielä tämä</textarea>" in last.content.decode()
    assert elsewhere.status_code == 200


def test_who_sends_when_the_door_has_opened_takes_the_text_along(
    client: Client, pair: list[User]
) -> None:
    refused = leave(client, "Jäi <kesken>")
    kept = refused.content.decode()
    started = client.post(
        "/chat/start/", {"key": refused.context["start_key"], "text": "Jäi <kesken>"}
    )

    assert refused.status_code == 409
    assert "Chat on avautunut" in kept
    assert "Jäi &lt;kesken&gt;</textarea>" in kept
    assert "data-composer" in started.content.decode()
    assert "Jäi &lt;kesken&gt;</textarea>" in started.content.decode()
    assert not Conversation.objects.questions().exists()


def test_who_starts_when_the_door_has_closed_leaves_the_text_as_a_question(
    client: Client, coming: Opening
) -> None:
    page = client.post("/chat/start/", {"text": "Jäi kesken"})

    assert page.status_code == 409
    assert 'action="/chat/question/"' in page.content.decode()
    assert "Jäi kesken</textarea>" in page.content.decode()


@pytest.mark.parametrize("path", ["/chat/question/", "/sv/chat/question/"])
def test_another_language_or_another_look_keeps_what_was_typed(
    client: Client, coming: Opening, path: str
) -> None:
    page = leave(client, "Jäi kesken", path=path, look="1")

    assert page.status_code == 200
    assert "Jäi kesken</textarea>" in page.content.decode()
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("state", [door.UNSTAFFED, door.CROWDED])
def test_a_question_may_be_left_while_the_chat_waits_for_its_pair_or_is_crowded(
    client: Client, pair: list[User], coming: Opening, state: str, settings: Any
) -> None:
    if state == door.UNSTAFFED:
        presence.forget(pair[0].pk)
    else:
        settings.CHAT_QUEUE_LIMIT = 0

    page = leave(client)

    assert door.look(now=now()).state == state
    assert page.status_code == 200
    assert Conversation.objects.get().answer_due_at == coming.ends_at


def test_the_same_form_sent_twice_is_one_question_with_one_code(
    client: Client, coming: Opening
) -> None:
    codes = [leave(client).context["code"] for _ in range(2)]

    assert codes[0] == codes[1] != ""
    assert Conversation.objects.get().messages.count() == 1


def test_the_same_form_with_another_text_gives_that_text_back_to_be_sent(
    client: Client, asked: chat.Question
) -> None:
    page = leave(client, "Ja vielä toinen asia")

    assert "Ja vielä toinen asia</textarea>" in page.content.decode()
    assert "Tämä kysymys on jo jätetty" in page.content.decode()
    assert asked.code in page.content.decode()
    assert Message.objects.count() == 1


def test_a_form_in_the_history_opens_nothing_after_the_quick_exit(
    client: Client, asked: chat.Question
) -> None:
    client.post("/chat/exit/", {"token": asked.token})

    page = leave(client)

    assert page.status_code == 409
    assert "Tämä lomake on jo lähetetty" in page.content.decode()
    assert f"{TEXT}</textarea>" in page.content.decode()
    assert Conversation.objects.count() == 1


def test_two_forms_have_two_codes(client: Client, coming: Opening) -> None:
    codes = {leave(client, key=letter * 43).context["code"] for letter in "ab"}

    assert len(codes) == Conversation.objects.count() == 2


@given(st.integers(min_value=0, max_value=2**256 - 1))
def test_a_code_drawn_from_a_secret_has_the_signs_of_any_other(number: int) -> None:
    signs = signs_from(number)

    assert len(signs) == LENGTH
    assert set(signs) <= set(SIGNS)


def test_a_script_may_leave_one_too(client: Client, coming: Opening) -> None:
    answer = client.post("/chat/question/", {"text": TEXT, "key": KEY}, headers=JSON)

    told = answer.json()
    assert told["conversation"] == str(Conversation.objects.get().public_id)
    assert chat.come_back(code=told["code"])[0].conversation.is_question


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


def test_a_deleted_question_is_gone_and_its_form_may_be_sent_again(
    client: Client, asked: chat.Question
) -> None:
    client.post("/chat/delete/", {"token": asked.token})

    assert bring(client, asked.code).status_code == 409
    assert not Message.objects.exists()
    assert leave(client).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_one_form_pressed_at_once_is_one_question(coming: Opening) -> None:
    found = everybody_at_once(
        4, lambda _: chat.leave_question(text=TEXT, language="fi", key=KEY)
    )

    assert len({each.session.pk for each in found}) == 1
    assert len({each.code for each in found}) == 1
    assert Conversation.objects.get().messages.count() == 1


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
