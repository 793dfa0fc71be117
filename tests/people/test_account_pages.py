"""What the pages about signing in say, to whom, and in which language."""

from typing import Any

import pytest
from django.test import Client

from hub.people import presence
from hub.people.models import User
from tests.cast import SignIn

WORD = "a long word of theirs"
LOGIN, CHANGE = "/accounts/login/", "/accounts/password/change/"


def enter(client: Client, email: str, password: str = WORD) -> Any:
    return client.post(LOGIN, {"login": email, "password": password})


def test_a_wrong_password_is_told_beside_the_field_and_the_address_stays(
    client: Client, maija: User
) -> None:
    form = enter(client, maija.email, "a wrong word of theirs").context["form"]

    assert form.errors == {
        "password": ["Sähköpostiosoite tai salasana on väärin."],
    }
    assert form["login"].value() == maija.email
    assert form.fields["password"].widget.attrs["autofocus"]


def test_a_stranger_and_a_worker_with_a_wrong_password_read_the_same(
    client: Client, maija: User
) -> None:
    errors = [
        enter(client, email, "a wrong word").context["form"].errors
        for email in (maija.email, "nobody@example.org")
    ]

    assert errors[0] == errors[1]


def test_too_many_attempts_are_told_in_words(client: Client, maija: User) -> None:
    for _ in range(5):
        enter(client, maija.email, "a wrong word")

    answer = enter(client, maija.email)

    assert "Odota viisi minuuttia" in answer.content.decode()


def test_one_persons_wrong_passwords_keep_out_neither_colleagues_nor_that_person_elsewhere(
    client: Client, maija: User, matti: User
) -> None:
    for _ in range(5):
        enter(client, maija.email, "a wrong word")

    assert "Odota viisi minuuttia" in enter(client, maija.email).content.decode()
    assert enter(client, matti.email).status_code == 302
    assert enter(Client(REMOTE_ADDR="192.0.2.7"), maija.email).status_code == 302


def test_an_address_that_tries_many_accounts_has_to_wait(
    client: Client, maija: User
) -> None:
    for number in range(60):
        enter(client, f"nobody{number}@example.org", "a wrong word")

    assert "Odota viisi minuuttia" in enter(client, maija.email).content.decode()
    assert enter(Client(REMOTE_ADDR="192.0.2.7"), maija.email).status_code == 302


def test_many_attempts_from_one_place_get_a_page_of_ours(client: Client, db: None) -> None:
    for number in range(100):
        enter(client, f"nobody{number}@example.org", "a wrong word")

    answer = enter(client, "nobody@example.org")

    assert answer.status_code == 429
    assert "Odota minuutti" in answer.content.decode()


def test_somebody_whose_account_was_closed_is_told_so(client: Client, maija: User) -> None:
    User.objects.update(is_active=False)

    answer = client.get(enter(client, maija.email)["Location"])

    assert "Tunnuksesi ei ole käytössä" in answer.content.decode()


def test_a_closed_account_is_not_told_to_whoever_does_not_know_its_password(
    client: Client, maija: User
) -> None:
    User.objects.update(is_active=False)

    answer = enter(client, maija.email, "a wrong word")

    assert "Sähköpostiosoite tai salasana on väärin" in answer.content.decode()


@pytest.mark.parametrize(
    ("browser", "title"),
    [
        ("sv-FI,sv;q=0.9,en;q=0.5", "Logga in"),
        ("en-GB", "Log in"),
        ("fi", "Kirjaudu"),
        ("de,fr;q=0.5", "Kirjaudu"),
        ("selko", "Kirjaudu"),
        ("", "Kirjaudu"),
    ],
)
def test_the_sign_in_page_speaks_the_language_of_the_browser(
    client: Client, db: None, browser: str, title: str
) -> None:
    page = client.get(LOGIN, headers={"Accept-Language": browser}).content.decode()

    assert f"<h1>{title}" in page


REFUSED = [
    ("fi", "lyhyt", "Liian lyhyt."),
    ("sv", "kort", "För kort."),
    ("en", "short", "Too short."),
    ("fi", "maija@example.org", "Liian paljon sähköpostiosoitteesi kaltainen."),
    ("fi", "q1w2e3r4t5y6", "Moni käyttää tätä salasanaa. Valitse toinen."),
]


@pytest.mark.parametrize(("language", "word", "reason"), REFUSED)
def test_a_new_password_is_refused_in_the_workers_language(
    sign_in: SignIn, maija: User, language: str, word: str, reason: str
) -> None:
    User.objects.update(language=language)
    words = {"oldpassword": WORD, "password1": word, "password2": word}

    form = sign_in(maija).post(CHANGE, words).context["form"]

    assert form.errors == {"password1": [reason]}


def test_signing_in_leads_back_to_where_the_worker_was(client: Client, maija: User) -> None:
    sent = client.get("/staff/inbox/?box=queue")["Location"]
    page = client.get(sent)

    words = {"login": maija.email, "password": WORD}
    words["next"] = page.context["redirect_field_value"]

    assert client.post(LOGIN, words)["Location"] == "/staff/inbox/?box=queue"


def test_signing_in_leads_to_no_other_site(client: Client, maija: User) -> None:
    words = {"login": maija.email, "password": WORD, "next": "https://evil.example.com/"}

    assert client.post(LOGIN, words)["Location"] == "/staff/inbox/"


def test_the_first_page_says_what_is_needed_and_why_and_leads_nowhere_else(
    client: Client, maija: User, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    enter(client, maija.email)

    page = client.get("/staff/inbox/", follow=True).content.decode()

    assert "Asiakkaiden asioihin ei riitä pelkkä salasana" in page
    assert 'href="/staff/' not in page


def test_signing_out_ends_presence_at_once(sign_in: SignIn, maija: User) -> None:
    client = sign_in(maija)
    client.get("/staff/inbox/")
    assert presence.online([maija.pk]) == {maija.pk}

    page = client.post("/accounts/logout/", follow=True)

    assert presence.online([maija.pk]) == set()
    assert "Et ole enää paikalla" in page.content.decode()
