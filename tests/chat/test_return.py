"""The way back: a code that a visitor writes down, and the conversation again for whoever brings it."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chat import services
from chat.models import VisitorSession
from chat.services.returns import LENGTH, SIGNS
from hub.conversations import services as conversations
from hub.conversations.models import Conversation
from hub.foundation.clock import now
from hub.people.models import User
from hub.privacy import hashing, retention

JSON = {"Accept": "application/json"}
Visit = tuple[VisitorSession, str]


@pytest.fixture
def code(client: Client, token: str) -> str:
    asked: str = client.post("/chat/code/", {"token": token}, headers=JSON).json()["code"]
    return asked


def bring(client: Client, code: str) -> Any:
    return client.post("/chat/return/", {"code": code}, headers=JSON)


def close(visit: Visit, by: User) -> Conversation:
    return conversations.close_conversation(
        conversation=visit[0].conversation, by=by, decision="advice"
    )


def test_a_code_has_eighty_bits_and_more_in_groups_that_can_be_said(code: str) -> None:
    assert re.fullmatch(rf"([{SIGNS}]{{3}}-){{5}}[{SIGNS}]{{3}}", code)
    assert len(set(SIGNS)) ** LENGTH >= 2**80


def test_the_code_is_shown_once_and_only_its_slow_hash_is_stored(
    client: Client, token: str
) -> None:
    shown = client.post("/chat/code/", {"token": token, "text": "Jäi kesken"})
    later = client.post("/chat/messages/list/", {"token": token})

    code = shown.context["code"]
    stored = VisitorSession.objects.get().code_hash
    signs = code.replace("-", "")
    assert code in shown.content.decode()
    assert "Jäi kesken" in shown.content.decode()
    assert code not in later.content.decode()
    assert stored in hashing.slow_hashes(signs, purpose="return-code")
    assert stored not in hashing.keyed_hashes(signs, purpose="return-code")


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " . ")])
def test_a_code_opens_its_conversation_however_it_is_typed(
    client: Client, visit: Visit, code: str, typed: Any
) -> None:
    answer = bring(client, typed(code))

    assert answer.json()["conversation"] == str(visit[0].conversation.public_id)


def test_a_sign_that_looks_like_another_is_taken_for_it(
    client: Client, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs = iter("8611005V2" * 2)
    monkeypatch.setattr("chat.services.returns.secrets.choice", lambda _: next(signs))
    client.post("/chat/code/", {"token": token})

    assert bring(client, "BGI LOQ SUZ bgi loq suz").status_code == 200


def test_who_comes_back_gets_a_new_token_and_the_old_one_opens_nothing(
    client: Client, token: str, code: str
) -> None:
    fresh = bring(client, code).json()["token"]

    old, new = [
        client.post("/chat/messages/", {"token": each, "text": "Hei"}, headers=JSON)
        for each in (token, fresh)
    ]
    assert (old.status_code, new.status_code) == (404, 200)


def test_who_left_goes_on_with_the_code_and_may_be_answered_meanwhile(
    client: Client, visit: Visit, code: str, matti: User
) -> None:
    conversations.take_conversation(conversation=visit[0].conversation, by=matti)
    services.vanish(session=visit[0])
    conversations.send_reply(
        conversation=visit[0].conversation,
        by=matti,
        text="Vastaus",
        client_key=uuid.uuid4(),
    )

    page = client.post("/chat/return/", {"code": code}).content.decode()

    assert "Vastaus" in page
    assert "Olet taas keskustelussasi" in page
    assert Conversation.objects.get().client_left_at is None


def test_an_ended_conversation_can_be_read_and_not_written_to(
    client: Client, visit: Visit, code: str, matti: User
) -> None:
    services.post_message(
        conversation_id=visit[0].conversation_id, text="Kysymys", client_key=uuid.uuid4()
    )
    close(visit, matti)

    answer = client.post("/chat/return/", {"code": code})

    page = answer.content.decode()
    assert "Kysymys" in page
    assert "Voit lukea keskustelun" in page
    written = {"token": answer.context["session"]["token"], "text": "Vielä"}
    assert client.post("/chat/messages/", written, headers=JSON).status_code == 409


def test_the_survey_is_asked_once_however_often_one_comes_back(
    client: Client, visit: Visit, code: str, matti: User
) -> None:
    close(visit, matti)

    pages = [client.post("/chat/return/", {"code": code}) for _ in range(2)]

    assert [bool(page.context["ticket"]) for page in pages] == [True, False]


def test_a_new_code_ends_the_one_before(client: Client, token: str, code: str) -> None:
    client.post("/chat/code/", {"token": token})

    assert bring(client, code).status_code == 409


def test_wrong_expired_and_unknown_codes_are_one_answer_after_the_same_work(
    client: Client, visit: Visit, code: str, matti: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: the slow hashes and the questions to the database."""
    stretched, slow = hashing.stretched, []
    monkeypatch.setattr(hashing, "stretched", lambda *of: slow.append(1) or stretched(*of))
    close(visit, matti)
    past = now() - timedelta(hours=49)
    Conversation.objects.update(closed_at=past)

    seen = set()
    for typed in (code, code[:-1] + "?", "0" * 18, "", "ä" * 5000, "' OR 1=1 --"):
        slow.clear()
        with CaptureQueriesContext(connection) as asked:
            answer = bring(client, typed)
        seen.add((answer.status_code, answer.content, len(slow), len(asked)))
        assert len(slow) == 1

    assert len(seen) == 1


def test_a_code_goes_with_the_words_it_led_to(
    client: Client, visit: Visit, code: str, matti: User
) -> None:
    close(visit, matti)

    retention.purge(now=now() + timedelta(hours=49))

    assert VisitorSession.objects.get().code_hash is None
    assert bring(client, code).status_code == 409


def test_one_address_that_guesses_is_slowed_and_no_other(
    client: Client, code: str, settings: Any
) -> None:
    settings.CHAT_CODES_PER_TEN_MINUTES = 3
    tries = [bring(client, f"{number:018}") for number in range(4)]

    elsewhere = Client(REMOTE_ADDR="203.0.113.9")

    assert [each.json()["code"] for each in tries] == ["wrong_code"] * 3 + ["too_fast"]
    assert bring(elsewhere, code).status_code == 200


def test_a_refused_code_stays_in_its_field(client: Client, pair: list[User]) -> None:
    answer = client.post("/chat/return/", {"code": "abc"})

    page = answer.content.decode()
    assert (answer.status_code, 'value="abc"' in page) == (409, True)
    assert "Koodi on väärä tai vanhentunut." in page


def test_codes_and_tokens_stand_in_no_address(
    client: Client, token: str, code: str
) -> None:
    pages = [
        client.post("/chat/code/", {"token": token}).content.decode(),
        client.post("/chat/return/", {"code": code}).content.decode(),
    ]

    for page in pages:
        assert not re.search(rf'(?:href|action|src)="[^"]*({token}|{code})', page)
