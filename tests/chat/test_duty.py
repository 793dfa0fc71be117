"""What the duty page tells the pair of those who wait, talk and have left."""

import uuid
from datetime import timedelta

from chat import services as chat
from hub.conversations import services
from hub.conversations.models import Conversation
from hub.foundation.clock import now
from hub.people import presence
from hub.people.models import Municipality, User
from tests.cast import SignIn


def duty(sign_in: SignIn, user: User) -> str:
    return sign_in(user).get("/staff/duty/").content.decode()


def says(conversation: Conversation, text: str) -> None:
    services.post_client_message(
        conversation_id=conversation.pk, text=text, client_key=uuid.uuid4()
    )


def test_the_queue_tells_who_waits_since_when_and_with_what(
    sign_in: SignIn, pair: list[User]
) -> None:
    Municipality.objects.create(code="167", name_fi="Joensuu")
    visit = chat.start_visit(
        language="sv", municipality_code="167", about_close_person=True
    )[0]
    says(visit.conversation, "Hyresgaranti")
    Conversation.objects.update(created_at=now() - timedelta(minutes=5))

    page = duty(sign_in, pair[0])

    for words in (
        "odottanut",
        ">5 min<",
        "ruotsi",
        "Joensuu",
        "läheisensä",
        "Hyresgaranti",
    ):
        assert words in page, words
    assert "Ota keskustelu" in page


def test_ones_own_talks_come_first_and_are_marked(
    sign_in: SignIn, pair: list[User]
) -> None:
    maija, matti = pair
    for worker, text in ((maija, "Maijalle"), (matti, "Matille")):
        visit = chat.start_visit(language="fi")[0]
        says(visit.conversation, text)
        services.take_conversation(conversation=visit.conversation, by=worker)

    page = duty(sign_in, matti)

    assert page.count("Sinun") == 1
    assert page.index("Matille") < page.index("Maijalle")


def test_who_left_the_queue_is_to_be_read_and_not_taken(
    sign_in: SignIn, pair: list[User]
) -> None:
    visit = chat.start_visit(language="fi")[0]
    says(visit.conversation, "En jaksa odottaa")
    chat.leave(session=visit)

    page = duty(sign_in, pair[0])

    assert "Lue ja lopeta" in page
    assert "Ota keskustelu" not in page
    assert "<title>(" not in page


def test_one_absent_and_both_absent_are_told_apart(
    sign_in: SignIn, pair: list[User], leena: User
) -> None:
    presence.forget(pair[0].pk)
    one = duty(sign_in, leena)
    presence.forget(pair[1].pk)

    assert "Vain yksi" in one
    assert "Kukaan vuorossa olevista ei ole paikalla" in duty(sign_in, leena)
