import pytest

from hub.conversations.models import Contact, Conversation
from hub.conversations.selectors import follow, in_box


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
    waiting: Conversation, request: pytest.FixtureRequest
) -> None:
    Conversation.objects.update(kind="practice")

    assert not in_box(request.getfixturevalue("maija"), "queue").exists()
