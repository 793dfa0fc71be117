"""Whoever waits is noticed on every page of the console."""

import pytest

from hub.conversations import services
from hub.conversations.models import Conversation
from hub.people.models import Unit, User
from tests.cast import SignIn

PAGES = ["/staff/inbox/", "/staff/duty/", "/staff/feedback/", "/staff/exports/"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_tells_how_many_wait_in_its_title_and_beside_the_inbox(
    sign_in: SignIn, unit: Unit, other_unit: Unit, matti: User, path: str
) -> None:
    for at in (unit, unit, other_unit):
        services.start_conversation(channel="chat", unit=at)

    page = sign_in(matti).get(path).content.decode()

    assert "<title>(2) " in page
    assert 'data-count="2"' in page


@pytest.mark.parametrize("path", PAGES)
def test_nobody_waiting_is_no_number(sign_in: SignIn, matti: User, path: str) -> None:
    page = sign_in(matti).get(path).content.decode()

    assert "<title>(" not in page
    assert "data-count" not in page


def test_the_number_can_be_asked_alone_and_follows_the_queue(
    sign_in: SignIn, waiting: Conversation, matti: User
) -> None:
    client = sign_in(matti)
    before = client.get("/staff/waiting/").content.decode()

    services.take_conversation(conversation=waiting, by=matti)

    assert "Jonossa odottaa 1 asiakas." in before
    assert client.get("/staff/waiting/").content.decode().strip() == ""
