"""Many hands at once: the database decides, nobody loses a word."""

import uuid
from functools import partial

import pytest
from django.db import connection
from django.db.models import F
from django.utils import translation

from hub.conversations import services
from hub.conversations.models import Conversation, Message
from hub.conversations.selectors import thread_lines
from hub.conversations.services import ClientPost
from hub.foundation.errors import Conflict
from hub.people.models import Unit, User
from tests.cast import SignIn
from tests.conversations.crowd import at_once

THREADS, EACH = 8, 10


def test_taking_assigns_and_says_so_in_the_access_log(
    waiting: Conversation, maija: User
) -> None:
    from hub.privacy.models import AccessEntry

    taken = services.take_conversation(conversation=waiting, by=maija)

    assert (taken.status, taken.assignee, taken.routing) == ("open", maija, "taken")
    assert AccessEntry.objects.get().action == "take"


def test_taking_ones_own_again_changes_nothing(waiting: Conversation, maija: User) -> None:
    first = services.take_conversation(conversation=waiting, by=maija).taken_at

    assert services.take_conversation(conversation=waiting, by=maija).taken_at == first


def test_what_was_just_taken_is_shown_beside_ones_own_box(
    sign_in: SignIn, waiting: Conversation, matti: User
) -> None:
    path = f"/staff/c/{waiting.public_id}/"

    assert sign_in(matti).post(f"{path}take/")["Location"] == f"{path}?box=mine"


def test_a_closed_thread_cannot_be_taken(waiting: Conversation, maija: User) -> None:
    services.close_conversation(conversation=waiting, by=maija, decision="advice")

    with pytest.raises(Conflict):
        services.take_conversation(conversation=waiting, by=maija)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_at_once_one_wins_and_the_other_learns_who(
    waiting: Conversation, maija: User, matti: User
) -> None:
    def take(by: User) -> Conversation:
        mine = Conversation.objects.get(pk=waiting.pk)
        return services.take_conversation(conversation=mine, by=by)

    results = at_once(partial(take, maija), partial(take, matti))

    won = [result for result in results if isinstance(result, Conversation)]
    lost = [result for result in results if isinstance(result, Conflict)]
    assert (len(won), len(lost)) == (1, 1)
    waiting.refresh_from_db()
    assert waiting.assignee is not None
    with translation.override("en"):
        assert waiting.assignee.profile.first_name in str(lost[0].message)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_leave_no_gap_in_the_order(running: Conversation) -> None:
    def talk(number: int) -> None:
        for count in range(EACH):
            services.post_client_message(
                conversation_id=running.pk,
                text=f"{number}.{count}",
                client_key=uuid.uuid4(),
            )

    results = at_once(*[partial(talk, number) for number in range(THREADS)])

    assert results == [None] * THREADS
    running.refresh_from_db()
    lines = thread_lines(running)
    assert [line.seq for line in lines] == list(range(1, THREADS * EACH + 1))
    assert running.last_seq == THREADS * EACH
    for number in range(THREADS):
        own = [line.text for line in lines if line.text.startswith(f"{number}.")]
        assert own == [f"{number}.{count}" for count in range(EACH)]


@pytest.mark.django_db(transaction=True)
def test_one_key_from_eight_threads_is_one_message(running: Conversation) -> None:
    key = uuid.uuid4()

    def say() -> int:
        return services.post_client_message(
            conversation_id=running.pk, text="Hei", client_key=key
        ).seq

    assert at_once(*[say] * THREADS) == [1] * THREADS
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_batches_that_meet_in_the_same_threads_do_not_stop_each_other(unit: Unit) -> None:
    threads = [services.start_conversation(channel="chat", unit=unit).pk for _ in range(8)]

    def talk(order: list[int]) -> None:
        for _ in range(EACH):
            services.post_client_messages(
                [ClientPost(thread, uuid.uuid4(), "Hei") for thread in order]
            )

    results = at_once(*[partial(talk, order) for order in (threads, threads[::-1])] * 3)

    assert results == [None] * 6
    for thread in Conversation.objects.all():
        seqs = thread.messages.order_by("seq").values_list("seq", flat=True)
        assert list(seqs) == list(range(1, 6 * EACH + 1))
        assert thread.last_seq == 6 * EACH


@pytest.mark.django_db(transaction=True)
def test_one_reply_posted_by_eight_threads_is_one_reply(
    running: Conversation, matti: User
) -> None:
    key = uuid.uuid4()

    def reply() -> int:
        return services.send_reply(
            conversation=running, by=matti, text="Hei", client_key=key
        ).seq

    assert at_once(*[reply] * THREADS) == [1] * THREADS


@pytest.mark.django_db(transaction=True)
def test_the_order_that_came_first_is_the_order_that_is_kept(running: Conversation) -> None:
    services.post_client_message(
        conversation_id=running.pk, text="Hei", client_key=uuid.uuid4()
    )

    with pytest.raises(Exception, match="conversations_message_one_per_seq"):
        Message.objects.create(
            conversation=running,
            seq=1,
            author="client",
            body=b"",
            created_at=running.created_at,
        )
    assert not connection.in_atomic_block
    assert Message.objects.filter(seq=F("conversation__last_seq")).count() == 1
