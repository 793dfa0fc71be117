"""What a visitor keeps of a conversation: a copy, or nothing at all."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from chat import services
from chat.models import VisitorSession
from hub.conversations import services as conversations
from hub.conversations.models import Conversation, Message
from hub.conversations.selectors import thread_events
from hub.foundation.clock import now
from hub.people.models import User
from hub.privacy import retention
from hub.privacy.models import AccessEntry
from tests.cast import SignIn

JSON = {"Accept": "application/json"}
Visit = tuple[VisitorSession, str]


@pytest.fixture
def talk(visit: Visit, matti: User) -> Conversation:
    """A question, an answer, and a note that is not the visitor's to see."""
    thread = visit[0].conversation
    services.post_message(
        conversation_id=thread.pk, text="Kysymys", client_key=uuid.uuid4()
    )
    conversations.take_conversation(conversation=thread, by=matti)
    for write, text in (
        (conversations.send_reply, "Vastaus"),
        (conversations.add_note, "Vain meille"),
    ):
        write(conversation=thread, by=matti, text=text, client_key=uuid.uuid4())
    thread.refresh_from_db()
    return thread


def delete(client: Client, token: str) -> Any:
    return client.post("/chat/delete/", {"token": token})


def close(thread: Conversation, by: User, decision: str) -> None:
    conversations.close_conversation(conversation=thread, by=by, decision=decision)


def test_a_copy_is_a_text_file_of_what_the_visitor_could_read(
    client: Client, talk: Conversation, token: str
) -> None:
    answer = client.post("/chat/copy/", {"token": token})

    text = answer.content.decode()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="notes.txt"'
    assert (
        text.index("Kysymys") < text.index("Sosiaaliohjaaja Matti") < text.index("Vastaus")
    )
    assert "Vain meille" not in text


def test_a_deleted_conversation_has_no_key_no_words_and_no_way_back(
    client: Client, talk: Conversation, visit: Visit
) -> None:
    code = services.issue_code(session=visit[0])

    answer = delete(client, visit[1])

    talk.refresh_from_db()
    assert "Sen viestit on tuhottu" in answer.content.decode()
    assert (bytes(talk.data_key), talk.preview_sealed) == (b"", None)
    assert not Message.objects.exists()
    listed = client.post("/chat/messages/list/", {"token": visit[1]}, headers=JSON)
    returned = client.post("/chat/return/", {"code": code}, headers=JSON)
    assert (listed.status_code, returned.status_code) == (404, 409)


def test_the_counted_row_outlives_a_deleted_conversation(
    client: Client, talk: Conversation, token: str
) -> None:
    delete(client, token)

    row = Conversation.objects.get()
    assert (row.status, row.decision, row.last_seq) == ("closed", "deleted", 3)
    assert row.taken_at
    assert row.purged_at


def test_the_workers_see_that_the_client_deleted_it_and_cannot_write_any_more(
    client: Client, sign_in: SignIn, talk: Conversation, token: str, matti: User
) -> None:
    delete(client, token)

    talk.refresh_from_db()
    worker = sign_in(matti)
    page = worker.get(f"/staff/c/{talk.public_id}/")
    assert "Asiakas poisti keskustelun" in page.content.decode()
    assert [event.name for event in thread_events(talk)] == ["taken", "deleted"]
    assert worker.get("/staff/inbox/?box=closed").status_code == 200
    refused = worker.post(f"/staff/c/{talk.public_id}/reply/", {"text": "Vielä"})
    assert refused.status_code == 422


def test_a_deletion_is_in_the_access_log(
    client: Client, talk: Conversation, token: str
) -> None:
    delete(client, token)

    entry = AccessEntry.objects.get(action="delete_for_client")
    assert (entry.actor_id, entry.object_id) == (None, str(talk.public_id))


def test_what_is_to_be_recorded_goes_as_soon_as_the_record_has_it(
    client: Client, talk: Conversation, token: str, matti: User
) -> None:
    close(talk, matti, "recorded")
    answer = delete(client, token)
    retention.purge(now=now())
    kept = Message.objects.count()

    conversations.mark_exported(conversation_id=talk.pk)
    retention.purge(now=now() + timedelta(seconds=1))

    assert "säilyy siellä" in answer.content.decode()
    assert (kept, Message.objects.count()) == (3, 0)


def test_what_the_record_has_is_gone_here_at_once(
    client: Client, talk: Conversation, token: str, matti: User
) -> None:
    close(talk, matti, "recorded")
    conversations.mark_exported(conversation_id=talk.pk)

    delete(client, token)

    assert not Message.objects.exists()
    assert Conversation.objects.get().decision == "recorded"


def test_no_worker_ends_a_conversation_as_deleted_by_its_client(
    sign_in: SignIn, talk: Conversation, matti: User
) -> None:
    answer = sign_in(matti).post(
        f"/staff/c/{talk.public_id}/close/", {"decision": "deleted"}
    )

    assert (answer.status_code, Conversation.objects.get().status) == (422, "open")


@pytest.mark.parametrize("path", ["code", "copy", "delete"])
def test_a_wrong_token_keeps_and_deletes_nothing(
    client: Client, talk: Conversation, path: str
) -> None:
    answer = client.post(f"/chat/{path}/", {"token": "x" * 43}, headers=JSON)

    assert (answer.status_code, Message.objects.count()) == (404, 3)
