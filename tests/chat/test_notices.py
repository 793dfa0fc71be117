"""A seat lost near the start is told to those who can help, in the console and by mail without content."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from chat import services as chat
from chat import tasks
from chat.models import Notice
from hub.people.models import Unit, User
from hub.privacy import retention
from tests.cast import SignIn, person
from tests.chat.shifts import shift


@pytest.fixture
def lost(unit: Unit, maija: User, matti: User, leena: User, eero: User) -> None:
    """Maija gives up a seat that starts in some hours; Matti keeps his."""
    person(unit, "Paula", "worker", "service_secretary")
    opening = shift(unit, hours=20)
    seat = chat.sign_up(opening=opening, by=maija)
    chat.sign_up(opening=opening, by=matti)
    chat.withdraw(seat=seat, by=maija)


def test_the_pairs_other_half_and_the_supervisor_are_told_and_nobody_else(
    lost: None, matti: User, leena: User
) -> None:
    told = Notice.objects.filter(kind="seat_lost").values_list("recipient", flat=True)

    assert set(told) == {matti.pk, leena.pk}


def test_two_days_before_it_is_a_gap_and_no_alarm(
    unit: Unit, maija: User, leena: User
) -> None:
    seat = chat.sign_up(opening=shift(unit, hours=25), by=maija)

    chat.withdraw(seat=seat, by=maija)

    assert not Notice.objects.exists()


def test_a_notice_stands_on_every_page_until_it_is_put_away(
    lost: None, sign_in: SignIn, matti: User
) -> None:
    client = sign_in(matti)
    words = "Sosiaalityöntekijä Maija jäi pois"
    for path in ("/staff/inbox/", "/staff/roster/", "/staff/roster/notices/"):
        assert words in client.get(path).content.decode(), path

    notice = Notice.objects.get(recipient=matti)
    client.post(f"/staff/roster/notices/{notice.pk}/dismiss/", {"next": "/staff/inbox/"})

    assert words not in client.get("/staff/inbox/").content.decode()


def test_nobody_puts_anothers_notice_away(
    lost: None, sign_in: SignIn, matti: User, leena: User
) -> None:
    notice = Notice.objects.get(recipient=leena)

    sign_in(matti).post(f"/staff/roster/notices/{notice.pk}/dismiss/")

    notice.refresh_from_db()
    assert notice.dismissed_at is None


def test_a_mail_says_only_that_something_waits_and_goes_once(
    lost: None, settings: Any, leena: User
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    tasks.mail_notices()
    tasks.mail_notices()

    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "leena@example.org",
        "matti@example.org",
    ]
    for letter in mail.outbox:
        assert "/staff/roster/" in letter.body
        assert "Maija" not in letter.body + letter.subject


def test_a_deaf_mail_server_is_asked_again(
    lost: None, settings: Any, monkeypatch: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    def deaf(self: Any) -> int:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", deaf)
        tasks.mail_notices()
    tasks.mail_notices()

    assert len(mail.outbox) == 2


def test_a_month_after_its_opening_a_notice_is_gone(lost: None) -> None:
    opening_ends = Notice.objects.first().opening.ends_at  # type: ignore[union-attr]
    retention.purge(now=opening_ends + timedelta(days=29))
    assert Notice.objects.count() == 2

    retention.purge(now=opening_ends + timedelta(days=31))

    assert not Notice.objects.exists()


def test_a_supervisor_who_takes_a_seat_away_is_not_told_of_it(
    unit: Unit, maija: User, leena: User
) -> None:
    seat = chat.sign_up(opening=shift(unit, hours=20), by=maija)

    chat.remove_seat(seat=seat, by=leena)

    told = list(Notice.objects.values_list("recipient", "kind"))
    assert told == [(maija.pk, "seat_removed")]
