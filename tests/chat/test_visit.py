"""The visitor's pages without a script: a form, an answer, no cookie."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from chat import services
from chat.models import VisitorSession
from hub.conversations import services as conversations
from hub.conversations.models import Conversation, Message
from hub.conversations.selectors import thread_lines
from hub.people import presence
from hub.people.models import User
from hub.privacy.masking import MASK
from tests.cast import SignIn
from tests.conversations.crowd import at_once

JSON = {"Accept": "application/json"}
KEY = "k" * 43


@pytest.fixture
def token(visit: tuple[VisitorSession, str]) -> str:
    return visit[1]


def send(client: Client, token: str, text: str, **fields: Any) -> Any:
    return client.post(
        "/chat/messages/", {"token": token, "text": text, **fields}, headers=JSON
    )


def texts() -> list[str]:
    return [line.text for line in thread_lines(Conversation.objects.get())]


def test_a_visit_starts_without_a_cookie_and_without_a_token_in_an_address(
    client: Client, pair: list[User]
) -> None:
    page = client.get("/chat/")
    started = client.post("/chat/start/", {"key": KEY})

    assert page.status_code == started.status_code == 200
    assert not client.cookies
    token = services.token_for(KEY)
    assert not re.search(rf'(?:href|action|src)="[^"]*{token}', started.content.decode())
    assert started["Cache-Control"] == "no-store"


def test_the_same_form_twice_is_one_conversation(client: Client, pair: list[User]) -> None:
    first = client.post("/chat/start/", {"key": KEY}, headers=JSON)
    again = client.post("/chat/start/", {"key": KEY}, headers=JSON)

    assert first.json() == again.json()
    assert Conversation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_pressed_twice_at_once_is_one_conversation(pair: list[User]) -> None:
    def press() -> str:
        return services.start_visit(language="fi", key=KEY)[1]

    assert at_once(*[press] * 6) == [services.token_for(KEY)] * 6
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize("wished", ["xx", "x" * 100, "a\x00b", "../fi"])
def test_a_language_nobody_offers_is_not_stored(
    client: Client, pair: list[User], wished: str
) -> None:
    answer = client.post("/chat/start/", {"language": wished})

    assert (answer.status_code, Conversation.objects.get().language) == (200, "fi")


@pytest.mark.parametrize(
    "form",
    [
        {"municipality": "a\x00b"},
        {"municipality": "x" * 500},
        {"key": "a\x00" * 40},
        {"key": "x" * 500},
    ],
)
def test_odd_words_in_the_form_break_nothing(
    client: Client, pair: list[User], form: dict[str, str]
) -> None:
    assert client.post("/chat/start/", form).status_code == 200


@pytest.mark.parametrize("end", ["left", "closed"])
def test_a_form_whose_conversation_has_ended_opens_nothing(
    client: Client, pair: list[User], end: str
) -> None:
    token = client.post("/chat/start/", {"key": KEY}, headers=JSON).json()["token"]
    send(client, token, "Salainen asia")
    thread = Conversation.objects.get()
    if end == "left":
        client.post("/chat/leave/", {"token": token})
    else:
        conversations.take_conversation(conversation=thread, by=pair[0])
        conversations.close_conversation(conversation=thread, by=pair[0], decision="advice")

    page = client.post("/chat/start/", {"key": KEY})
    coded = client.post("/chat/start/", {"key": KEY}, headers=JSON)

    assert (page.status_code, coded.json()["code"]) == (409, "gone")
    assert token not in page.content.decode()
    assert "Salainen asia" not in page.content.decode()
    assert KEY not in page.content.decode()


def test_who_left_may_read_once_more_and_who_exited_may_not(
    client: Client, token: str
) -> None:
    def read() -> int:
        return client.post(
            "/chat/messages/list/", {"token": token}, headers=JSON
        ).status_code

    client.post("/chat/leave/", {"token": token})
    after_leaving = read()
    client.post("/chat/exit/", {"token": token})

    assert (after_leaving, read()) == (200, 404)


def test_two_forms_are_two_conversations(client: Client, pair: list[User]) -> None:
    client.post("/chat/start/", {"key": KEY})
    client.post("/chat/start/", {"key": KEY[::-1] + "x"})

    assert Conversation.objects.count() == 2


def test_a_closed_door_refuses_with_a_reason(client: Client, pair: list[User]) -> None:
    presence.forget(pair[0].pk)

    page = client.post("/chat/start/", {"key": KEY})
    coded = client.post("/chat/start/", {"key": KEY}, headers=JSON)

    assert (page.status_code, coded.status_code) == (409, 409)
    assert coded.json()["code"] == "unstaffed"
    assert not Conversation.objects.exists()


def test_an_identity_code_is_masked_in_the_store_and_on_the_page(
    client: Client, token: str
) -> None:
    answer = client.post(
        "/chat/messages/", {"token": token, "text": "Olen 010180-9015, hei"}
    )

    assert texts() == [f"Olen {MASK}, hei"]
    assert MASK in answer.content.decode()
    assert "010180-9015" not in answer.content.decode()
    assert Message.objects.get().masked == "personal_identity_code"


def test_the_same_key_twice_is_one_message_of_one_place(client: Client, token: str) -> None:
    key = str(uuid.uuid4())

    answers = [send(client, token, text, key=key).json() for text in ("Hei", "Hei taas")]

    assert [answer["seq"] for answer in answers] == [1, 1]
    assert texts() == ["Hei"]


@pytest.mark.parametrize("text", ["x" * 2001, "a\x00b", "a\x07b", "a\x85b", "a\x1b[2Jb"])
def test_a_text_that_cannot_be_sent_stays_on_the_page(
    client: Client, token: str, text: str
) -> None:
    answer = client.post("/chat/messages/", {"token": token, "text": text})

    assert answer.status_code == 409
    assert answer.context["draft"] == text
    kept = text if "x" in text else text.replace("\x00", "\x00")
    assert kept in answer.content.decode()
    assert not Message.objects.exists()


def test_an_empty_message_is_refused(client: Client, token: str) -> None:
    assert send(client, token, " \n ").status_code == 409


@pytest.mark.parametrize(
    "text",
    [
        "مرحبا بالعالم",
        "שלום \u200fעולם",
        "👩‍👩‍👧‍👦 ja 🇫🇮",
        "e\u0301 \U0001f9d1🏽",
        "rivi\n\trivi",
    ],
)
def test_what_people_write_is_kept_as_they_wrote_it(
    client: Client, token: str, text: str
) -> None:
    send(client, token, text)

    assert texts() == [text]


def test_markup_is_shown_as_text(client: Client, token: str) -> None:
    answer = client.post(
        "/chat/messages/", {"token": token, "text": "<script>alert(1)</script>"}
    )

    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("path", ["start", "messages", "messages/list", "leave", "exit"])
@pytest.mark.parametrize("origin", ["https://muu.example.org", "null", "http://[::1"])
def test_a_post_from_a_foreign_page_is_refused(
    client: Client, token: str, path: str, origin: str
) -> None:
    form = {"token": token, "text": "Hei", "key": KEY}

    answer = client.post(f"/chat/{path}/", form, headers={"Origin": origin})

    assert answer.status_code == 403
    assert (Conversation.objects.count(), Message.objects.count()) == (1, 0)
    assert Conversation.objects.get().client_left_at is None


def test_our_own_origin_may_post(client: Client, token: str) -> None:
    answer = client.post(
        "/chat/messages/",
        {"token": token, "text": "Hei"},
        headers={"Origin": "http://testserver"},
    )

    assert (answer.status_code, texts()) == (200, ["Hei"])


@pytest.mark.parametrize("path", ["messages", "messages/list", "leave"])
def test_every_wrong_token_gets_one_answer(client: Client, token: str, path: str) -> None:
    wrong = [
        "",
        "x",
        "x" * 43,
        token[:-1] + "!",
        "x" * 5000,
        token.upper(),
        "ä" * 43,
        "a\x00" * 20,
    ]

    answers = [
        client.post(f"/chat/{path}/", {"token": each}, headers=JSON) for each in wrong
    ]

    assert {(answer.status_code, answer.content) for answer in answers} == {
        (404, b'{"code": "gone", "text": ""}')
    }


def test_leaving_brings_the_survey(client: Client, token: str) -> None:
    answer = client.post("/chat/leave/", {"token": token})

    assert "chat/left.html" in [template.name for template in answer.templates]
    assert answer.context["ticket"]
    assert 'action="/feedback/survey/"' in answer.content.decode()


def test_nothing_can_be_said_after_leaving_but_the_words_are_kept(
    client: Client, token: str
) -> None:
    client.post("/chat/leave/", {"token": token})

    answer = client.post("/chat/messages/", {"token": token, "text": "Vielä yksi asia"})

    assert answer.status_code == 409
    assert "Vielä yksi asia" in answer.content.decode()
    assert not Message.objects.exists()


def test_the_quick_exit_ends_the_conversation_and_goes_elsewhere(
    client: Client, token: str, settings: Any
) -> None:
    answer = client.post("/chat/exit/", {"token": token})

    assert (answer.status_code, answer["Location"]) == (302, settings.EXIT_URL)
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert Conversation.objects.get().client_left_at


def test_the_quick_exit_works_for_anybody(client: Client, db: None, settings: Any) -> None:
    assert client.get("/chat/exit/")["Location"] == settings.EXIT_URL


def test_a_note_between_workers_is_never_on_the_visitors_page(
    client: Client, visit: tuple[VisitorSession, str], matti: User
) -> None:
    from hub.conversations import services as conversations

    thread, token = visit[0].conversation, visit[1]
    conversations.add_note(
        conversation=thread, by=matti, text="salasana123", client_key=uuid.uuid4()
    )

    page = client.post("/chat/messages/list/", {"token": token})
    listed = client.post("/chat/messages/list/", {"token": token}, headers=JSON)

    assert "salasana123" not in page.content.decode() + listed.content.decode()


def test_a_visitor_in_a_hurry_is_asked_to_wait(client: Client, token: str) -> None:
    answers = [send(client, token, f"Hei {number}") for number in range(21)]

    assert [answer.status_code for answer in answers] == [200] * 20 + [409]
    assert answers[-1].json()["code"] == "too_fast"


def test_one_address_may_start_only_so_many(
    client: Client, pair: list[User], settings: Any
) -> None:
    settings.CHAT_STARTS_PER_TEN_MINUTES = 10
    answers = [client.post("/chat/start/", headers=JSON) for _ in range(11)]

    assert {answer.status_code for answer in answers[:10]} == {200}
    assert answers[10].json()["code"] == "too_fast"
    assert settings.CHAT_WAITING_PER_ADDRESS * 2 < settings.CHAT_QUEUE_LIMIT


@pytest.mark.parametrize("close", [True, False])
def test_the_worker_is_told_when_a_visitor_asks_for_someone_close(
    sign_in: SignIn, pair: list[User], close: bool
) -> None:
    session, _token = services.start_visit(language="fi", about_close_person=close)

    answer = sign_in(pair[1]).get(f"/staff/c/{session.conversation.public_id}/")

    assert ("Asiakas kysyy läheisensä puolesta." in answer.content.decode()) is close
