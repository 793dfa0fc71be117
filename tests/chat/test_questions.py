"""A question left while the chat takes nobody in: kept, answered in the next shift, read later by its code."""

import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from chat import door
from chat import services as chat
from chat.services.returns import LENGTH, SIGNS, signs_from
from hub.conversations.models import Conversation, Message
from hub.foundation.clock import now
from hub.hours.models import Opening
from hub.people import presence
from hub.people.models import Unit, User
from tests.chat.asking import KEY, TEXT, bring, everybody_at_once, leave

JSON = {"Accept": "application/json"}


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


def test_a_press_that_looked_a_moment_too_early_finds_the_other(
    coming: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_before_the_other(_token: str) -> None:
        monkeypatch.undo()
        chat.leave_question(text=TEXT, language="fi", key=KEY)

    monkeypatch.setattr("chat.services.questions.find_visitor", look_before_the_other)

    found = chat.leave_question(text=TEXT, language="fi", key=KEY)

    assert found.session.conversation == Conversation.objects.get()
    assert found.session.conversation.messages.count() == 1
