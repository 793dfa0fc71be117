"""Clients read the hours in words, and other sites as `serviceHours`."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import translation
from jsonschema import Draft202012Validator

from hub.hours.models import ExceptionalHours, Opening
from hub.hours.selectors import client_hours, service_hours
from tests.hours.conftest import HELSINKI, NOW, Make

Kind = ExceptionalHours.Kind
# Written from the published description of V11VmOpenApiServiceHour (PTV, Digital and Population Data Services Agency).
TIME = {"type": "string", "pattern": r"^\d\d:\d\d:\d\d$"}
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
INSTANT = {"type": ["string", "null"], "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$"}
PTV = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["serviceHourType", "isClosed", "validForNow", "openingHour"],
        "properties": {
            "serviceHourType": {"enum": ["DaysOfTheWeek", "Exceptional", "OverMidnight"]},
            "validFrom": INSTANT,
            "validTo": INSTANT,
            "isClosed": {"type": "boolean"},
            "validForNow": {"type": "boolean"},
            "isAlwaysOpen": {"type": "boolean"},
            "isReservation": {"type": "boolean"},
            "orderNumber": {"type": "integer", "minimum": 1},
            "additionalInformation": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["language", "value"],
                    "properties": {
                        "language": {"enum": ["fi", "sv", "en"]},
                        "value": {"type": "string", "minLength": 1, "maxLength": 150},
                    },
                },
            },
            "openingHour": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["dayFrom", "from", "to"],
                    "properties": {
                        "dayFrom": {"enum": DAYS},
                        "dayTo": {"enum": [*DAYS, None]},
                        "from": TIME,
                        "to": TIME,
                    },
                },
            },
        },
    },
}


@pytest.fixture
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "Keskiviikkoisin kello 13–15"),
        ("selko", "Joka keskiviikko kello 13–15"),
        ("sv", "Onsdagar kl. 13–15"),
        ("en", "Wednesdays at 13:00–15:00"),
    ],
    indirect=["language"],
)
def test_the_weekly_hours_are_a_sentence_of_each_language(
    rule: Make, language: str, words: str
) -> None:
    rule()

    assert client_hours(now=NOW).weekly == [words]


@pytest.mark.parametrize("language", ["fi"], indirect=True)
def test_days_with_the_same_hours_share_a_sentence_and_others_tell_their_days(
    rule: Make, language: str
) -> None:
    for weekday in (0, 1):
        rule(weekday=weekday, starts=time(9), ends=time(11, 30))
        rule(weekday=weekday)
    rule(valid_from=date(2026, 12, 2), valid_to=date(2026, 12, 16))

    assert client_hours(now=NOW).weekly == [
        "Maanantaisin ja tiistaisin kello 9–11.30 ja 13–15",
        "Keskiviikkoisin kello 13–15, ke 2.12.2026 alkaen, ke 16.12.2026 saakka",
    ]


@pytest.mark.parametrize("language", ["fi"], indirect=True)
def test_what_differs_comes_by_date_with_public_reasons_alone(
    rule: Make, exception: Make, language: str
) -> None:
    wednesdays = rule()
    first, last = date(2026, 12, 14), date(2026, 12, 18)
    exception(Kind.CLOSED, first, last_day=last, reason="Koulutus", reason_public=True)
    exception(Kind.CLOSED, date(2026, 12, 9), reason="Salainen")
    exception(Kind.EXTRA, date(2026, 12, 3), starts=time(9), ends=time(10))
    start = datetime(2026, 12, 2, 13, tzinfo=HELSINKI)
    Opening.objects.create(
        unit=wednesdays.unit,
        rule=wednesdays,
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        last_entry_at=start,
        closed_early_at=NOW,
        closing_reason="Salainen",
    )

    assert client_hours(now=NOW).changes == [
        "ke 2.12.2026: suljettu",
        "to 3.12.2026: avoinna kello 9–10",
        "ke 9.12.2026: suljettu",
        "ma 14.12.2026 – pe 18.12.2026: suljettu (Koulutus)",
        "ke 6.1.2027: suljettu (Loppiainen)",
    ]


@pytest.mark.parametrize("path", ["/", "/chat/"])
def test_a_client_reads_the_hours_while_the_chat_is_closed(
    client: Any, rule: Make, path: str
) -> None:
    rule()

    assert "Keskiviikkoisin kello 13–15" in client.get(path).content.decode()


def test_the_export_has_the_shape_of_the_service_catalogue(
    rule: Make, exception: Make
) -> None:
    rule()
    rule(weekday=4)
    rule(weekday=4, starts=time(9), ends=time(10), open_on_holidays=True)
    exception(Kind.CLOSED, date(2026, 12, 9), reason="Koulutus", reason_public=True)
    first, last = date(2026, 12, 14), date(2026, 12, 18)
    exception(Kind.OTHER, first, last_day=last, starts=time(9), ends=time(10))

    hours = service_hours(now=NOW)

    Draft202012Validator(PTV).validate(hours)
    assert [entry["orderNumber"] for entry in hours] == list(range(1, len(hours) + 1))
    weekly, closed, other = hours[:3]
    assert (weekly["validForNow"], weekly["isClosed"]) == (True, False)
    assert weekly["openingHour"][0] == {
        "dayFrom": "Wednesday",
        "dayTo": None,
        "from": "13:00:00",
        "to": "15:00:00",
    }
    assert (closed["isClosed"], closed["validTo"]) == (True, "2026-12-09T00:00:00")
    assert closed["additionalInformation"] == [{"language": "fi", "value": "Koulutus"}]
    assert (other["openingHour"][0]["dayTo"], other["isClosed"]) == ("Friday", False)


def test_the_export_names_the_holidays_that_close_and_the_hours_that_stay(
    rule: Make,
) -> None:
    rule(weekday=4)
    rule(weekday=4, starts=time(9), ends=time(10), open_on_holidays=True)

    by_day = {entry["validFrom"][:10]: entry for entry in service_hours(now=NOW)[1:]}

    christmas = by_day["2026-12-25"]
    names = [each["value"] for each in christmas["additionalInformation"]]
    assert names == ["Joulupäivä", "Juldagen", "Christmas Day"]
    assert [hour["from"] for hour in christmas["openingHour"]] == ["09:00:00"]
    assert "2026-12-24" not in by_day  # a Thursday


def test_the_export_is_for_any_site_and_may_be_cached(client: Any, rule: Make) -> None:
    rule()

    answer = client.get("/chat/hours.json")

    assert answer.json()["serviceHours"][0]["serviceHourType"] == "DaysOfTheWeek"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "public, max-age=300"
    assert not answer.cookies
