"""A list says how long somebody has waited, who has not been read, and who is no longer there."""

import uuid
from datetime import timedelta

import pytest
from django.utils import translation

from hub.conversations import services
from hub.conversations.models import Conversation
from hub.conversations.selectors import inbox_rows
from hub.foundation.clock import now
from hub.foundation.templatetags.when import span
from hub.people.models import Unit, User
from tests.cast import SignIn


def came(conversation: Conversation, ago: timedelta) -> Conversation:
    Conversation.objects.filter(pk=conversation.pk).update(created_at=now() - ago)
    return conversation


def says(conversation: Conversation, text: str = "Hei") -> None:
    services.post_client_message(
        conversation_id=conversation.pk, text=text, client_key=uuid.uuid4()
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "alle 1 min"), (59, "alle 1 min"), (60, "1 min"), (3599, "59 min"), (3900, "1 h 5 min"), (86400, "1 pv")],
)  # fmt: skip
def test_a_waiting_time_reads_as_people_say_it(seconds: int, words: str) -> None:
    with translation.override("fi"):
        assert span(timedelta(seconds=seconds)) == words


def test_a_visitor_who_has_not_written_is_new_and_waits(
    sign_in: SignIn, waiting: Conversation, matti: User
) -> None:
    came(waiting, timedelta(minutes=4))

    page = sign_in(matti).get("/staff/inbox/?box=queue").content.decode()

    assert "item-unread" in page
    assert "Ei ole vielä kirjoittanut" in page
    assert 'data-waited="240"' in page or 'data-waited="241"' in page
    assert ">4 min</time>" in page


def test_who_came_first_is_first_even_when_they_write_more(
    unit: Unit, waiting: Conversation, matti: User
) -> None:
    came(waiting, timedelta(minutes=4))
    later = services.start_conversation(channel="chat", unit=unit)
    says(waiting)

    assert [row.conversation for row in inbox_rows(matti, "queue")] == [waiting, later]


def test_a_running_talk_waits_from_the_clients_last_word_until_it_is_answered(
    running: Conversation, matti: User
) -> None:
    before = inbox_rows(matti, "mine")[0].waited
    says(running)
    asked = inbox_rows(matti, "mine")[0].waited
    services.send_reply(conversation=running, by=matti, text="Hei", client_key=uuid.uuid4())

    assert (before, inbox_rows(matti, "mine")[0].waited) == (None, None)
    assert asked is not None
    assert asked < timedelta(minutes=1)


@pytest.mark.parametrize("box", ["queue", "unit"])
def test_a_row_says_that_the_client_has_left(
    sign_in: SignIn, waiting: Conversation, matti: User, box: str
) -> None:
    says(waiting)
    services.client_left(conversation=Conversation.objects.get())

    page = sign_in(matti).get(f"/staff/inbox/?box={box}").content.decode()

    assert "Asiakas on poistunut" in page
    assert "odottanut" not in page


@pytest.mark.parametrize(
    ("box", "words"),
    [
        ("queue", "Uusi asiakas tulee tähän itsestään"),
        ("mine", "Ota keskustelu jonosta"),
        ("unit", "Uudet tulevat jonoon"),
        ("closed", "kunnes ne hävitetään"),
    ],
)
def test_an_empty_box_tells_what_will_come_there(
    sign_in: SignIn, matti: User, box: str, words: str
) -> None:
    page = sign_in(matti).get(f"/staff/inbox/?box={box}").content.decode()

    assert words in page
