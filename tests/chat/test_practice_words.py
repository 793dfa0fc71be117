"""What the pages say to who practises, where the real thing is not done."""

import pytest

from hub.conversations import services as conversations
from hub.conversations.models import Conversation
from hub.hours.models import Opening
from hub.people.models import User
from tests.cast import SignIn


def test_who_practises_is_not_asked_to_join_the_duty(
    opening: Opening, practice: Opening, paula: User, maija: User, sign_in: SignIn
) -> None:
    page = sign_in(paula).get("/staff/duty/").content.decode()

    assert "Tule mukaan päivystykseen" not in page
    assert "Olet harjoituksessa" in page
    free = sign_in(maija).get("/staff/duty/").content.decode()
    assert "Tule mukaan päivystykseen" in free
    assert "Olet harjoituksessa" not in free


@pytest.fixture
def page(rehearsed: Conversation, paula: User, sign_in: SignIn) -> str:
    conversations.take_conversation(conversation=rehearsed, by=paula)
    conversations.call_pair(conversation=rehearsed, by=paula)
    answer = sign_in(paula).get(f"/staff/c/{rehearsed.public_id}/")
    return str(answer.content.decode())


def test_an_emergency_and_a_permission_say_what_practice_does_of_them(page: str) -> None:
    assert "hälytetään vain siinä olevat" in page
    assert "yksiköstä ei voitu kutsua ketään." not in page
    assert "yhteydenottopyyntöä ei tehdä" in page
    assert "Kysy asiakkaalta" not in page


def test_an_administrator_finds_every_page_of_theirs_at_home(
    leena: User, sign_in: SignIn
) -> None:
    User.objects.filter(pk=leena.pk).update(role=User.Role.ADMIN)

    home = sign_in(leena).get("/staff/").content.decode()

    for address in ("/admin/emergency/", "/admin/themes/", "/staff/practice/"):
        assert f'class="button" href="{address}"' in home
