import pytest

from hub.conversations import services
from hub.conversations.models import Contact, Conversation
from hub.conversations.selectors import follow, in_box
from hub.hours.models import Opening
from hub.people.models import Unit


@pytest.mark.parametrize(
    ("who", "sees"),
    [("maija", 1), ("matti", 1), ("leena", 1), ("aino", 0), ("otto", 0), ("eero", 0)],
)
def test_a_thread_is_seen_by_its_unit_and_by_who_does_the_work(
    request: pytest.FixtureRequest,
    waiting: Conversation,
    contact: Contact,
    who: str,
    sees: int,
) -> None:
    user = request.getfixturevalue(who)

    assert Conversation.objects.visible_to(user).count() == sees
    assert Contact.objects.visible_to(user).count() == sees
    assert (follow(user, waiting.public_id, 0) is not None) is bool(sees)


@pytest.mark.parametrize("box", ["queue", "mine", "unit", "closed"])
def test_no_box_shows_another_units_threads(
    request: pytest.FixtureRequest, waiting: Conversation, running: Conversation, box: str
) -> None:
    assert not in_box(request.getfixturevalue("eero"), box).exists()


def test_practice_is_in_no_box(
    unit: Unit, opening: Opening, request: pytest.FixtureRequest
) -> None:
    """Of who is not in it: see tests/chat/test_practice.py for who is."""
    Opening.objects.update(kind="practice")
    opening.refresh_from_db()
    services.start_conversation(channel="chat", unit=unit, practice=opening)

    for who in ("maija", "leena"):
        assert not in_box(request.getfixturevalue(who), "queue").exists()
