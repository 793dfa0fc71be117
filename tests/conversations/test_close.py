import uuid

import pytest

from hub.conversations import services
from hub.conversations.models import Contact, Conversation, Delivery
from hub.conversations.selectors import box_counts, inbox_rows
from hub.foundation.errors import Conflict, DomainError
from hub.people.models import Unit, User
from hub.privacy.models import AccessEntry
from tests.cast import SignIn


@pytest.fixture
def identified(unit: Unit, matti: User, contact: Contact) -> Conversation:
    return services.start_conversation(
        channel="whatsapp", unit=unit, contact=contact, connection="demo", assignee=matti
    )


@pytest.mark.parametrize("decision", ["recorded", "summarised", "advice"])
def test_a_chat_ends_with_a_decision(
    running: Conversation, matti: User, decision: str
) -> None:
    ended = services.close_conversation(conversation=running, by=matti, decision=decision)

    assert (ended.status, ended.decision, ended.closed_by) == ("closed", decision, matti)
    assert ended.closed_at
    assert AccessEntry.objects.get().ground == decision


@pytest.mark.parametrize("decision", ["", "later", "RECORDED"])
def test_no_thread_ends_without_a_known_decision(
    running: Conversation, matti: User, decision: str
) -> None:
    with pytest.raises(DomainError):
        services.close_conversation(conversation=running, by=matti, decision=decision)

    running.refresh_from_db()
    assert running.status == "open"
    assert not AccessEntry.objects.exists()


def test_an_identified_clients_thread_is_not_anonymous_advice(
    identified: Conversation, matti: User
) -> None:
    with pytest.raises(DomainError):
        services.close_conversation(conversation=identified, by=matti, decision="advice")


@pytest.mark.parametrize("reason", ["", "   "])
def test_not_recording_needs_its_reason(
    running: Conversation, matti: User, reason: str
) -> None:
    with pytest.raises(DomainError):
        services.close_conversation(
            conversation=running, by=matti, decision="not_recordable", reason=reason
        )


def test_not_recording_keeps_its_reason(running: Conversation, matti: User) -> None:
    ended = services.close_conversation(
        conversation=running, by=matti, decision="not_recordable", reason="Väärä numero"
    )

    assert ended.decision_reason == "Väärä numero"


def test_a_thread_ends_once(running: Conversation, matti: User, maija: User) -> None:
    services.close_conversation(conversation=running, by=matti, decision="advice")

    with pytest.raises(Conflict):
        services.close_conversation(conversation=running, by=maija, decision="recorded")

    running.refresh_from_db()
    assert (running.decision, running.closed_by) == ("advice", matti)


@pytest.mark.parametrize(
    ("status", "refused"),
    [("queued", True), ("sending", True), ("sent", False), ("failed", False)],
)
def test_a_thread_does_not_end_while_a_reply_is_on_its_way(
    identified: Conversation, matti: User, status: str, refused: bool
) -> None:
    message = services.add_note(
        conversation=identified, by=matti, text="Hei", client_key=uuid.uuid4()
    )
    Delivery.objects.create(message=message, status=status)

    try:
        services.close_conversation(conversation=identified, by=matti, decision="recorded")
        ended = True
    except DomainError:
        ended = False

    assert ended is not refused


@pytest.fixture
def gone(waiting: Conversation) -> Conversation:
    """Wrote, and left before anybody took it."""
    services.post_client_message(
        conversation_id=waiting.pk, text="Hei", client_key=uuid.uuid4()
    )
    waiting.refresh_from_db()
    services.client_left(conversation=waiting)
    return waiting


def test_a_visitor_who_leaves_before_a_word_leaves_nothing_to_decide(
    waiting: Conversation,
) -> None:
    services.client_left(conversation=waiting)

    waiting.refresh_from_db()
    assert (waiting.status, waiting.decision) == ("closed", "never_taken")


def test_a_visitor_who_wrote_and_left_the_queue_is_ended_and_not_taken(
    gone: Conversation, sign_in: SignIn, matti: User
) -> None:
    page = sign_in(matti).get(f"/staff/c/{gone.public_id}/").content.decode()

    with pytest.raises(Conflict):
        services.take_conversation(conversation=gone, by=matti)

    assert "Ota keskustelu" not in page
    assert "Asiakas on poistunut. Lue mitä hän kirjoitti" in page
    ended = services.close_conversation(conversation=gone, by=matti, decision="advice")
    assert ended.is_closed


def test_who_has_left_is_last_in_the_queue_and_not_counted(
    gone: Conversation, unit: Unit, matti: User
) -> None:
    later = services.start_conversation(channel="chat", unit=unit)

    rows = [row.conversation for row in inbox_rows(matti, "queue")]

    assert rows == [later, gone]
    assert box_counts(matti)["queue"] == 1


def test_that_nobody_came_is_not_a_workers_choice(
    sign_in: SignIn, waiting: Conversation, matti: User
) -> None:
    page = sign_in(matti).get(f"/staff/c/{waiting.public_id}/").content.decode()

    with pytest.raises(DomainError):
        services.close_conversation(conversation=waiting, by=matti, decision="never_taken")

    assert 'value="advice"' in page
    assert 'value="never_taken"' not in page


def test_a_visitor_who_wrote_leaves_the_decision_to_a_worker(running: Conversation) -> None:
    services.post_client_message(
        conversation_id=running.pk, text="Hei", client_key=uuid.uuid4()
    )
    services.client_left(conversation=running)

    running.refresh_from_db()
    assert (running.status, bool(running.client_left_at)) == ("open", True)


def test_the_console_tells_why_it_did_not_end(
    sign_in: SignIn, running: Conversation, matti: User
) -> None:
    form = {"decision": "not_recordable", "reason": ""}

    answer = sign_in(matti).post(f"/staff/c/{running.public_id}/close/", form)

    assert answer.status_code == 422
    assert answer.context["close_error"]


def test_recording_a_nameless_chat_is_the_exception_and_says_why(
    sign_in: SignIn, running: Conversation, identified: Conversation, matti: User
) -> None:
    client = sign_in(matti)

    nameless = client.get(f"/staff/c/{running.public_id}/")
    named = client.get(f"/staff/c/{identified.public_id}/")

    warning = "viestit menevät asiakastietoihin ilman asiakasta"
    assert nameless.context["decisions"][0][0] == "advice"
    assert nameless.content.decode().count(warning) == 2
    assert warning not in named.content.decode()
    assert "advice" not in [value for value, *_ in named.context["decisions"]]
