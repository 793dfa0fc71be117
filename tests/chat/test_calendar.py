"""A worker's shifts in their own calendar program, under a secret address."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from icalendar import Calendar

from chat import services as chat
from chat.models import CalendarLink
from hub.people.models import Unit, User
from tests.cast import SignIn
from tests.chat.shifts import shift

PATH = "/roster/{}.ics"


@pytest.fixture
def token(maija: User) -> str:
    return chat.renew_calendar(user=maija)


def test_the_feed_tells_time_place_and_the_pairs_public_name_alone(
    client: Client, unit: Unit, maija: User, matti: User, token: str
) -> None:
    opening = shift(unit)
    chat.sign_up(opening=opening, by=maija)
    chat.sign_up(opening=opening, by=matti)
    chat.sign_up(opening=shift(unit, hours=100), by=matti)

    answer = client.get(PATH.format(token))

    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert [event.decoded("dtstart") for event in events] == [
        opening.starts_at.replace(microsecond=0)
    ]
    assert events[0]["description"] == "Kanssasi: Sosiaaliohjaaja Matti"
    assert "Aikuissosiaalityö" in events[0]["location"]
    assert "Salainen" not in answer.content.decode()


def test_old_unknown_and_stopped_addresses_answer_alike(
    client: Client, maija: User, token: str
) -> None:
    newer = chat.renew_calendar(user=maija)
    old = client.get(PATH.format(token))
    assert client.get(PATH.format(newer)).status_code == 200
    chat.stop_calendar(user=maija)
    stopped = client.get(PATH.format(newer))

    unknown = client.get(PATH.format("x" * 43))

    assert old.status_code == stopped.status_code == unknown.status_code == 404
    assert old.content == stopped.content == unknown.content


def test_who_has_left_work_is_read_by_no_calendar(
    client: Client, maija: User, token: str
) -> None:
    User.objects.filter(pk=maija.pk).update(is_active=False)

    assert client.get(PATH.format(token)).status_code == 404


def test_the_address_is_shown_once_and_kept_only_as_a_hash(
    sign_in: SignIn, client: Client, maija: User
) -> None:
    worker = sign_in(maija)

    page = worker.post("/staff/roster/calendar/").content.decode()

    link = page.split('value="http://testserver')[1].split('"')[0]
    assert client.get(urlsplit(link).path).status_code == 200
    assert link not in worker.get("/staff/roster/?view=mine").content.decode()
    assert CalendarLink.objects.get().token_hash not in link
