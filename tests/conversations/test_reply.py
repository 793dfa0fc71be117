import re
import uuid
from typing import Any

import pytest

from hub.conversations import services
from hub.conversations.models import Conversation, Delivery
from hub.conversations.selectors import inbox_rows, thread_lines
from hub.foundation.errors import DomainError, NotOpen
from hub.people.models import User
from hub.privacy.models import AccessEntry
from tests.cast import SignIn


def reply(thread: Conversation, by: User, text: str = "Hei", **words: Any) -> Any:
    return services.send_reply(
        conversation=thread, by=by, text=text, client_key=words.get("key", uuid.uuid4())
    )


def test_a_reply_carries_title_and_first_name_only(
    running: Conversation, matti: User
) -> None:
    reply(running, matti)

    (line,) = thread_lines(running)
    assert (line.author, line.name) == ("worker", "Sosiaaliohjaaja Matti")


def test_a_reply_is_in_the_access_log_without_its_words(
    running: Conversation, matti: User
) -> None:
    reply(running, matti, "salasana123")

    entry = AccessEntry.objects.get()
    assert (entry.action, entry.actor_id, entry.object_id) == (
        "reply",
        matti.pk,
        str(running.public_id),
    )
    assert "salasana123" not in str(vars(entry))


def test_a_thread_in_the_queue_is_taken_before_it_is_answered(
    waiting: Conversation, matti: User
) -> None:
    with pytest.raises(DomainError):
        reply(waiting, matti)

    assert thread_lines(waiting) == []


def test_an_ended_thread_takes_no_reply(running: Conversation, matti: User) -> None:
    services.close_conversation(conversation=running, by=matti, decision="advice")

    with pytest.raises(NotOpen):
        reply(running, matti)


def test_a_client_who_has_left_gets_no_reply_and_the_worker_is_told(
    running: Conversation, matti: User, sign_in: SignIn
) -> None:
    services.client_left(conversation=running)
    path = f"/staff/c/{running.public_id}/"

    page = sign_in(matti).post(f"{path}reply/", {"text": "Vielä yksi asia"})

    assert page.status_code == 422
    assert "Asiakas on poistunut, eikä vastaus tavoittaisi häntä." in page.content.decode()
    assert "Vielä yksi asia" in page.content.decode()
    assert thread_lines(running) == []
    assert "Asiakas on poistunut, eikä" in sign_in(matti).get(path).content.decode()


def test_when_the_client_has_left_a_note_can_still_be_written(
    running: Conversation, matti: User, sign_in: SignIn
) -> None:
    services.client_left(conversation=running)
    worker, path = sign_in(matti), f"/staff/c/{running.public_id}/"
    scripts = {"HX-Request": "true"}

    page = worker.get(path).content.decode()
    part = worker.get(path, headers=scripts).content.decode()
    form = {"text": "Soitetaan huomenna", "note": "1", "key": str(uuid.uuid4())}
    after = worker.post(f"{path}reply/", form, headers=scripts).content.decode()

    for shown in (page, part, after):
        assert "Asiakas on poistunut, eikä vastaus tavoittaisi häntä." in shown
        assert re.search(r'<label class="choice" hidden>.*name="note".* checked>', shown)
    (line,) = thread_lines(running, internal=True)
    assert (line.kind, line.text) == ("note", "Soitetaan huomenna")


def test_the_same_form_twice_is_one_reply(running: Conversation, matti: User) -> None:
    key = uuid.uuid4()

    assert reply(running, matti, key=key) == reply(running, matti, "Toinen", key=key)
    assert [line.text for line in thread_lines(running)] == ["Hei"]


def test_a_chat_reply_needs_no_delivery(running: Conversation, matti: User) -> None:
    reply(running, matti)

    assert not Delivery.objects.exists()


def test_a_note_is_for_workers_only_and_is_no_preview(
    running: Conversation, matti: User
) -> None:
    services.post_client_message(
        conversation_id=running.pk, text="Kysymys", client_key=uuid.uuid4()
    )
    running.refresh_from_db()
    services.add_note(
        conversation=running, by=matti, text="Muistettava", client_key=uuid.uuid4()
    )

    assert [line.text for line in thread_lines(running)] == ["Kysymys"]
    assert [line.text for line in thread_lines(running, internal=True)] == [
        "Kysymys",
        "Muistettava",
    ]
    assert [row.preview for row in inbox_rows(matti, "mine")] == ["Kysymys"]


def test_a_clients_words_wait_unread_until_their_worker_reads(
    running: Conversation, matti: User, maija: User
) -> None:
    services.post_client_message(
        conversation_id=running.pk, text="Hei", client_key=uuid.uuid4()
    )
    running.refresh_from_db()

    services.view_thread(conversation=running, by=maija)
    running.refresh_from_db()
    after_the_pair = running.unread
    services.view_thread(conversation=running, by=matti)
    running.refresh_from_db()

    assert (after_the_pair, running.unread) == (True, False)


def test_what_was_typed_stays_in_the_composer_when_refused(
    sign_in: SignIn, waiting: Conversation, matti: User
) -> None:
    answer = sign_in(matti).post(
        f"/staff/c/{waiting.public_id}/reply/", {"text": "Pitkä vastaus"}
    )

    assert answer.status_code == 422
    assert "Pitkä vastaus" in answer.content.decode()


def test_what_was_typed_survives_an_end_that_came_first(
    sign_in: SignIn, running: Conversation, matti: User, maija: User
) -> None:
    services.close_conversation(conversation=running, by=maija, decision="advice")

    answer = sign_in(matti).post(
        f"/staff/c/{running.public_id}/reply/", {"text": "Pitkä vastaus"}
    )

    assert (answer.status_code, "Pitkä vastaus" in answer.content.decode()) == (422, True)


def test_the_console_sends_and_returns_to_the_thread(
    sign_in: SignIn, running: Conversation, matti: User
) -> None:
    answer = sign_in(matti).post(f"/staff/c/{running.public_id}/reply/", {"text": "Hei"})

    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/staff/c/{running.public_id}/",
    )
    assert [line.text for line in thread_lines(running)] == ["Hei"]
