"""What only takes posts still answers who looks: with the page the post comes from."""

import uuid

import pytest
from django.test import Client

from hub.people.models import User
from tests.cast import SignIn

THREAD = f"/staff/c/{uuid.UUID(int=7)}/"


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/chat/start/", "/chat/"),
        ("/chat/start/?embed=1", "/chat/?embed=1"),
        ("/sv/chat/messages/", "/sv/chat/"),
        ("/selko/chat/messages/list/", "/selko/chat/"),
        ("/en/chat/leave/", "/en/chat/"),
        ("/feedback/survey/", "/"),
        ("/sv/feedback/survey/", "/sv/"),
    ],
)
def test_a_visitor_who_looks_where_a_form_goes_finds_the_page_of_the_form(
    client: Client, db: None, address: str, page: str
) -> None:
    answer = client.get(address)

    assert (answer.status_code, answer["Location"]) == (302, page)


@pytest.mark.parametrize(
    ("address", "page"),
    [
        (f"{THREAD}take/", THREAD),
        (f"{THREAD}reply/", THREAD),
        (f"{THREAD}close/", THREAD),
        (f"{THREAD}deliveries/3/", THREAD),
        ("/staff/duty/presence/", "/staff/duty/"),
        (f"/staff/exports/{uuid.UUID(int=7)}/retry/", "/staff/exports/"),
    ],
)
def test_a_worker_who_looks_where_a_form_goes_finds_the_page_of_the_form(
    sign_in: SignIn, maija: User, address: str, page: str
) -> None:
    answer = sign_in(maija).get(address)

    assert (answer.status_code, answer["Location"]) == (302, page)


def test_anything_but_a_look_and_a_post_is_refused(client: Client, db: None) -> None:
    assert client.put("/chat/start/").status_code == 405
