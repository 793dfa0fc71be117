"""What visitors write at the same time shares a transaction, and nothing else."""

import uuid

import pytest

from hub.conversations import services
from hub.conversations.journal import Line
from hub.conversations.models import Conversation, Message
from hub.conversations.services import ClientPost
from hub.foundation.errors import DomainError
from hub.people.models import Unit, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def another(unit: Unit) -> Conversation:
    return services.start_conversation(channel="chat", unit=unit)


def post(conversation: Conversation, text: str, key: uuid.UUID | None = None) -> ClientPost:
    return ClientPost(conversation.pk, key or uuid.uuid4(), text)


def test_every_visitor_gets_the_answer_to_their_own_words(
    waiting: Conversation, another: Conversation
) -> None:
    answers = services.post_client_messages(
        [post(waiting, "Yksi"), post(another, "Toinen"), post(waiting, "Kaksi")]
    )

    assert [(line.seq, line.text) for line in answers if isinstance(line, Line)] == [
        (1, "Yksi"),
        (1, "Toinen"),
        (2, "Kaksi"),
    ]
    waiting.refresh_from_db()
    assert (waiting.last_seq, waiting.preview, waiting.last_author) == (
        2,
        "Kaksi",
        "client",
    )


def test_a_refused_message_takes_no_other_with_it(
    waiting: Conversation, another: Conversation, maija: User
) -> None:
    services.close_conversation(conversation=waiting, by=maija, decision="advice")

    ended, stored, empty = services.post_client_messages(
        [post(waiting, "Vielä"), post(another, "Hei"), post(another, "  ")]
    )

    assert isinstance(ended, DomainError)
    assert isinstance(empty, DomainError)
    assert isinstance(stored, Line)
    assert (ended.code, stored.text) == ("gone", "Hei")
    assert Message.objects.count() == 1


def test_the_same_key_twice_in_one_batch_is_one_message(waiting: Conversation) -> None:
    key = uuid.uuid4()

    first, again = services.post_client_messages(
        [post(waiting, "Hei", key), post(waiting, "Hei taas", key)]
    )

    assert first == again
    assert Message.objects.count() == 1


def test_a_message_sent_again_is_the_one_that_was_stored_and_stops_no_other(
    waiting: Conversation, another: Conversation
) -> None:
    key = uuid.uuid4()
    first = services.post_client_messages([post(waiting, "Hei", key)])[0]

    again, other = services.post_client_messages(
        [post(waiting, "Hei taas", key), post(another, "Muuta")]
    )

    assert again == first
    assert isinstance(other, Line)
    assert list(Message.objects.values_list("seq", flat=True)) == [1, 1]


def test_a_message_sent_again_after_the_end_is_still_told_to_be_stored(
    waiting: Conversation, maija: User
) -> None:
    key = uuid.uuid4()
    first = services.post_client_messages([post(waiting, "Hei", key)])[0]
    services.close_conversation(conversation=waiting, by=maija, decision="advice")

    assert services.post_client_messages([post(waiting, "Hei", key)]) == [first]


def test_the_same_key_of_two_visitors_is_two_messages(
    waiting: Conversation, another: Conversation
) -> None:
    key = uuid.uuid4()

    answers = services.post_client_messages(
        [post(waiting, "Oma", key), post(another, "Toisen", key)]
    )

    assert [line.text for line in answers if isinstance(line, Line)] == ["Oma", "Toisen"]


def test_a_thread_that_is_gone_is_a_refusal_and_no_crash(waiting: Conversation) -> None:
    answers = services.post_client_messages(
        [ClientPost(waiting.pk + 1000, uuid.uuid4(), "Hei"), post(waiting, "Hei")]
    )

    assert [isinstance(answer, Line) for answer in answers] == [False, True]


def test_a_batch_costs_as_many_queries_as_a_message(
    waiting: Conversation, another: Conversation, django_assert_num_queries: object
) -> None:
    # Savepoint and its release; threads, locked; insert with the threads' own columns.
    with django_assert_num_queries(4):  # type: ignore[operator]
        services.post_client_messages([post(waiting, "Hei")])
    with django_assert_num_queries(4):  # type: ignore[operator]
        services.post_client_messages([post(waiting, "Hei"), post(another, "Hei")] * 5)
