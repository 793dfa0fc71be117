"""A long list of practices, visitors or feedback asks the database as little as a short one."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from chat import services as chat
from hub.hours.models import Opening
from hub.people.models import Unit, User
from tests.cast import SignIn
from tests.chat.trainees import practice_of
from tests.test_queries import asked


def many_practices(unit: Unit, count: int, worker: User, leena: User) -> Opening:
    """Past ones with feedback, and one that runs with visitors of both kinds."""
    at = timezone.now()
    before = Opening.objects.count()
    for number in range(before, before + count):
        start = at - timedelta(days=number + 1)
        past = Opening.objects.create(
            unit=unit,
            kind="practice",
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            last_entry_at=start,
        )
        chat.leave_feedback(
            opening=past, by=worker, named=bool(number % 2), key=uuid.uuid4(),
            worked="Hyvä", did_not="", free_text="",
        )  # fmt: skip
    running = Opening.objects.practice().running(at).first() or practice_of(
        unit, worker, by=leena
    )
    for _ in range(count):
        session, _token = chat.enter_practice(opening=running, by=leena, language="fi")
        chat.post_message(
            conversation_id=session.conversation_id, text="Hei", client_key=uuid.uuid4()
        )
    chat.start_script(opening=running, slug="rude", by=leena)
    return running


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/staff/practice/", 16),
        ("/staff/practice/?page=1", 16),
        ("/staff/practice/{}/", 15),
        ("/staff/practice/feedback/", 12),
        ("/staff/practice/chat/?opening={}", 6),
        ("/staff/duty/", 26),
    ],
)
def test_a_practice_page_asks_the_same_for_one_row_and_for_many(
    sign_in: SignIn, unit: Unit, leena: User, matti: User, path: str, most: int
) -> None:
    running = many_practices(unit, 2, leena, leena)
    client, address = sign_in(leena), path.format(running.public_id)
    few = asked(client, address)

    many_practices(unit, 9, leena, leena)
    chat.add_trainee(opening=running, worker=matti, by=leena)

    assert asked(client, address) == few <= most
