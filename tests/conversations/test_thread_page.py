"""What stands above and beside a thread."""

import re

import pytest

from hub.conversations import services
from hub.conversations.models import Conversation
from hub.people.models import User
from tests.cast import SignIn


@pytest.mark.parametrize(
    ("language", "shown"), [("fi", "chat</span>"), ("sv", "chat · ruotsi</span>")]
)
def test_only_another_language_than_finnish_is_told_and_by_its_name(
    sign_in: SignIn, running: Conversation, matti: User, language: str, shown: str
) -> None:
    Conversation.objects.filter(pk=running.pk).update(language=language)

    page = sign_in(matti).get(f"/staff/c/{running.public_id}/").content.decode()

    assert f'<span class="soft">{shown}' in page


@pytest.mark.parametrize("ended", [False, True])
def test_a_client_who_has_left_is_told_before_the_state_until_the_end(
    sign_in: SignIn, running: Conversation, matti: User, ended: bool
) -> None:
    services.client_left(conversation=running)
    if ended:
        services.close_conversation(conversation=running, by=matti, decision="advice")

    page = sign_in(matti).get(f"/staff/c/{running.public_id}/").content.decode()

    head = page.split('data-part="badge">')[1].split("</header>")[0]
    told = re.findall("Keskustelu käynnissä|Päättynyt|[Aa]siakas on poistunut", head)
    assert told == (
        ["Päättynyt", "asiakas on poistunut"] if ended else ["Asiakas on poistunut"]
    )
    assert ("badge-wait" in head) is not ended


def test_that_a_viewing_is_logged_stands_in_sight(
    sign_in: SignIn, running: Conversation, matti: User
) -> None:
    page = sign_in(matti).get(f"/staff/c/{running.public_id}/").content.decode()

    assert '<p class="soft small">Tämä katselu kirjataan käyttölokiin.</p>' in page
