"""A worker who forgot the password gets a link by mail; nobody else gets anything, or learns anything."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hub.foundation import checks
from hub.people import tasks
from hub.people.models import User

OWN = "https://hub.example.org"
FORM = "/accounts/password/reset/"
LINK = re.compile(r"https?://\S+")
Ask = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def own_name(settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = [OWN]
    settings.ALLOWED_HOSTS = ["hub.example.org", "testserver", "localhost"]


@pytest.fixture
def nudges(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What Celery was asked to do; it is done at once."""
    asked: list[dict[str, Any]] = []

    def at_once(**words: Any) -> None:
        asked.append(words)
        tasks.mail_password_link(**words)

    monkeypatch.setattr(tasks.mail_password_link, "delay", at_once)
    return asked


@pytest.fixture
def ask(
    client: Client, nudges: list[dict[str, Any]], django_capture_on_commit_callbacks: Any
) -> Ask:
    def ask(email: str, **headers: str) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(FORM, {"email": email}, headers=headers)

    return ask


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
    ask: Ask, maija: User, language: str, subject: str
) -> None:
    User.objects.update(language=language)

    ask(maija.email)

    (sent,) = mail.outbox
    assert (sent.subject, sent.to) == (subject, [maija.email])
    assert "Siun sote" in sent.body
    assert not re.search(
        r"maija|salainen|social|sosiaalityöntekijä", str(sent.body), re.IGNORECASE
    )


def test_the_link_sets_a_new_password_once(ask: Ask, client: Client, maija: User) -> None:
    ask(maija.email)
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
    ask: Ask, maija: User, headers: dict[str, str]
) -> None:
    ask(maija.email, **headers)

    assert link().startswith(f"{OWN}/accounts/password/reset/key/")


def test_a_foreign_host_gets_no_link_sent(ask: Ask, maija: User) -> None:
    answer = ask(maija.email, Host="evil.example.com")

    assert answer.status_code == 400
    assert mail.outbox == []


def test_neither_the_page_nor_its_work_tells_who_has_an_account(
    ask: Ask, maija: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(
        tasks.mail_password_link, "delay", lambda **words: asked.append(words)
    )

    with CaptureQueriesContext(connection) as unknown_work:
        unknown = ask("nobody@example.org")
    with CaptureQueriesContext(connection) as known_work:
        known = ask(maija.email)

    assert (unknown.status_code, unknown["Location"]) == (302, known["Location"])
    assert len(unknown_work) == len(known_work)
    assert asked == [{"user_id": None}, {"user_id": maija.pk}]


def test_a_stranger_gets_no_mail(ask: Ask, maija: User) -> None:
    ask("nobody@example.org")

    assert mail.outbox == []


def test_somebody_who_has_left_gets_no_link(ask: Ask, maija: User) -> None:
    User.objects.update(is_active=False)

    ask(maija.email)

    assert mail.outbox == []


def test_a_deaf_mail_server_is_told_to_the_keepers(
    maija: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def deaf(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError(maija.email)

    monkeypatch.setattr(mail.EmailMessage, "send", deaf)

    tasks.mail_password_link(user_id=maija.pk)

    assert "A mail did not go out" in caplog.messages


def test_a_deaf_broker_breaks_no_page(
    ask: Ask, maija: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deaf(**_: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(tasks.mail_password_link, "delay", deaf)

    assert ask(maija.email)["Location"] == "/accounts/password/reset/done/"


def test_without_mail_the_page_says_whom_to_ask(client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

    pages = [client.get(path).content.decode() for path in ("/accounts/login/", FORM)]

    assert all("pääkäyttäjältä" in page for page in pages)
    assert not any(f'href="{FORM}"' in page or 'name="email"' in page for page in pages)


def test_a_new_password_opens_at_once_after_many_wrong_ones(
    ask: Ask, client: Client, maija: User
) -> None:
    for _ in range(6):
        client.post("/accounts/login/", {"login": maija.email, "password": "forgotten"})
    ask(maija.email)
    words = dict.fromkeys(("password1", "password2"), "quite another word")
    form = client.get(link().removeprefix(OWN))
    client.post(form["Location"], words)

    entered = {"login": maija.email, "password": "quite another word"}
    assert client.post("/accounts/login/", entered)["Location"] == "/staff/inbox/"


def test_links_that_lead_nowhere_are_refused(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.CSRF_TRUSTED_ORIGINS = ["https://*.example.org"]

    assert [fault.id for fault in checks.mail_goes_out()] == ["hub.E024"]


@pytest.mark.parametrize(
    ("backend", "faults"),
    [("smtp", []), ("console", ["hub.E023"]), ("dummy", ["hub.E023"])],
)
def test_an_installation_without_mail_is_refused(
    settings: Any, backend: str, faults: list[str]
) -> None:
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"

    assert [fault.id for fault in checks.mail_goes_out()] == faults
