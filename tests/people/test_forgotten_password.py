"""A worker who forgot the password gets a link by mail; nobody else gets anything, or learns anything."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from hub.foundation import checks
from hub.people.models import User

OWN = "https://hub.example.org"
FORM = "/accounts/password/reset/"
LINK = re.compile(r"https?://\S+")


@pytest.fixture(autouse=True)
def own_name(settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = [OWN]
    settings.ALLOWED_HOSTS = ["hub.example.org", "testserver", "localhost"]


def link() -> str:
    (sent,) = mail.outbox
    (found,) = LINK.findall(str(sent.body))
    return str(found)


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("fi", "Uusi salasana yhteydenottojen työtilaan"),
        ("sv", "Nytt lösenord till kontakttjänsten"),
        ("en", "A new password for the contact hub"),
    ],
)
def test_the_link_comes_in_the_workers_language_and_names_nobody(
    client: Client, maija: User, language: str, subject: str
) -> None:
    User.objects.update(language=language)

    client.post(FORM, {"email": maija.email})

    (sent,) = mail.outbox
    assert (sent.subject, sent.to) == (subject, [maija.email])
    assert "Siun sote" in sent.body
    assert not re.search(
        r"maija|salainen|social|sosiaalityöntekijä", str(sent.body), re.IGNORECASE
    )


def test_the_link_sets_a_new_password_once(client: Client, maija: User) -> None:
    client.post(FORM, {"email": maija.email})
    path = link().removeprefix(OWN)
    words = {"password1": "quite another word", "password2": "quite another word"}

    form = client.get(path, follow=True)
    client.post(form.redirect_chain[-1][0], words)

    maija.refresh_from_db()
    assert maija.check_password("quite another word")
    assert Client().get(path).context["token_fail"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "hub.example.org:8443"},
        {"Host": "localhost"},
        {"X-Forwarded-Host": "evil.example.com"},
        {"Forwarded": "host=evil.example.com"},
    ],
)
def test_whoever_asks_does_not_choose_where_the_link_leads(
    client: Client, maija: User, headers: dict[str, str]
) -> None:
    client.post(FORM, {"email": maija.email}, headers=headers)

    assert link().startswith(f"{OWN}/accounts/password/reset/key/")


def test_a_foreign_host_gets_no_link_sent(client: Client, maija: User) -> None:
    answer = client.post(FORM, {"email": maija.email}, headers={"Host": "evil.example.com"})

    assert answer.status_code == 400
    assert mail.outbox == []


def test_the_page_does_not_tell_who_has_an_account(
    client: Client,
    maija: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    unknown = client.post(FORM, {"email": "nobody@example.org"})
    assert mail.outbox == []

    def deaf(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError(maija.email)

    monkeypatch.setattr(mail.EmailMessage, "send", deaf)
    known = client.post(FORM, {"email": maija.email})

    assert (unknown.status_code, unknown.headers["Location"]) == (
        known.status_code,
        known.headers["Location"],
    )
    assert "A mail did not go out" in caplog.messages


@pytest.mark.parametrize(
    ("backend", "faults"),
    [("smtp", []), ("console", ["hub.E023"]), ("dummy", ["hub.E023"])],
)
def test_an_installation_without_mail_is_refused(
    settings: Any, backend: str, faults: list[str]
) -> None:
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"

    assert [fault.id for fault in checks.mail_goes_out()] == faults
