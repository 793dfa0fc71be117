"""Every role lands on a page that tells what it can do, in the language its holder has chosen."""

from typing import Any

import pytest
from django.test import Client

from hub.people.models import User
from tests.cast import SignIn


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("aino", "/admin/openings/"),
        ("otto", "Tarkastajan sivuja ei vielä ole"),
    ],
)
@pytest.mark.parametrize(("path", "status"), [("/staff/", 200), ("/staff/inbox/", 403)])
def test_who_has_no_console_is_told_what_they_can_do_and_can_leave(
    request: pytest.FixtureRequest,
    sign_in: SignIn,
    who: str,
    words: str,
    path: str,
    status: int,
) -> None:
    answer = sign_in(request.getfixturevalue(who)).get(path)

    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert "Kirjaudu ulos" in page
    assert "/ws/staff/" not in page  # a refused socket would load the page again and again


@pytest.mark.parametrize(
    ("who", "home"),
    [("maija", "/staff/inbox/"), ("leena", "/staff/inbox/"), ("aino", "/staff/")],
)
def test_signing_in_leads_to_ones_own_page(
    request: pytest.FixtureRequest, client: Client, who: str, home: str
) -> None:
    user: User = request.getfixturevalue(who)
    form = {"login": user.email, "password": "a long word of theirs"}

    assert client.post("/accounts/login/", form)["Location"] == home


def test_the_address_of_the_staff_leads_a_worker_to_the_inbox(
    sign_in: SignIn, maija: User
) -> None:
    assert sign_in(maija).get("/staff/")["Location"] == "/staff/inbox/"


def test_a_worker_reads_the_pages_in_the_language_they_chose(
    sign_in: SignIn, maija: User
) -> None:
    client = sign_in(maija)
    before = client.get("/staff/duty/").content.decode()

    answer = client.post("/staff/language/", {"language": "sv", "next": "/staff/duty/"})

    assert answer["Location"] == "/staff/duty/"
    page = client.get("/staff/duty/").content.decode()
    assert ("Päivystys" in before, "Jour" in page) == (True, True)
    assert '<html lang="sv">' in page


@pytest.mark.parametrize(
    ("form", "language", "back"),
    [
        ({"language": "xx"}, "fi", "/staff/"),
        ({"language": "en", "next": "https://elsewhere.example/"}, "en", "/staff/"),
        ({"language": "en", "next": "//elsewhere.example/"}, "en", "/staff/"),
        ({}, "fi", "/staff/"),
    ],
)
def test_the_choice_of_language_takes_no_nonsense_and_leads_nowhere_else(
    sign_in: SignIn, maija: User, form: dict[str, Any], language: str, back: str
) -> None:
    answer = sign_in(maija).post("/staff/language/", form)

    maija.refresh_from_db()
    assert (maija.language, answer["Location"]) == (language, back)


@pytest.mark.parametrize(("choice", "on"), [("off", False), ("on", True)])
def test_a_worker_turns_the_single_keys_off_and_on(
    sign_in: SignIn, maija: User, choice: str, on: bool
) -> None:
    User.objects.filter(pk=maija.pk).update(single_keys=not on)
    client = sign_in(maija)

    answer = client.post("/staff/keys/", {"keys": choice, "next": "/staff/duty/"})

    page = client.get("/staff/duty/").content.decode()
    assert answer["Location"] == "/staff/duty/"
    assert (" data-keys" in page, "Pikanäppäimet pois" in page) == (on, on)
