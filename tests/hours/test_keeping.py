"""The page of those who keep the openings."""

import uuid
from datetime import time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from chat import services as chat
from hub.hours import services
from hub.hours.models import ExceptionalHours, Opening, WeeklyRule
from hub.people.models import Unit, User
from tests.cast import SignIn, person

PAGE = "/admin/openings/"
RULE = {"weekday": "2", "starts": "13:00", "ends": "15:00", "last_entry_minutes": "15",
        "valid_from": "2026-01-01"}  # fmt: skip


@pytest.fixture
def weekly(unit: Unit) -> WeeklyRule:
    """Not today, or the hour of the test would decide what has begun."""
    today = timezone.localdate()
    weekday = (today.weekday() + 3) % 7
    return services.add_rule(
        unit=unit,
        by=None,
        weekday=weekday,
        starts=time(13),
        ends=time(15),
        valid_from=today,
        open_on_holidays=True,
    )


@pytest.mark.parametrize("who", ["leena", "aino"])
def test_a_keeper_adds_changes_and_ends_a_rule(
    request: pytest.FixtureRequest, sign_in: SignIn, who: str
) -> None:
    client = sign_in(request.getfixturevalue(who))
    client.post(f"{PAGE}rules/new/", RULE)
    rule = WeeklyRule.objects.get()
    shown = client.get(PAGE).content.decode()
    client.post(f"{PAGE}rules/{rule.public_id}/", RULE | {"ends": "16:00"})
    changed = client.get(PAGE).content.decode()
    client.post(f"{PAGE}rules/{rule.public_id}/end/", {"last_day": "2026-01-31"})

    assert "Keskiviikkoisin kello 13–15" in shown
    assert "viimeisten 15 minuutin" in shown
    assert "Keskiviikkoisin kello 13–16" in changed
    assert "Viikoittaista aukioloa ei ole" in client.get(PAGE).content.decode()


def test_a_keeper_adds_an_exception_and_removes_it(sign_in: SignIn, aino: User) -> None:
    client = sign_in(aino)
    day = timezone.localdate() + timedelta(days=3)
    client.post(
        f"{PAGE}exceptions/new/",
        {"kind": "closed", "first_day": day.isoformat(), "last_entry_minutes": "10",
         "reason": "Koulutus"},
    )  # fmt: skip
    exception = ExceptionalHours.objects.get()
    shown = client.get(PAGE).content.decode()

    client.post(f"{PAGE}exceptions/{exception.public_id}/remove/")

    assert "Vain henkilökunnalle: Koulutus" in shown
    assert "Koulutus" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        ("rules/new/", RULE | {"ends": "12:00"}, "oltava aukeamisajan jälkeen"),
        ("rules/new/", RULE | {"valid_from": ""}, "errorlist"),
        ("exceptions/new/", {"kind": "other", "first_day": "2026-12-01",
                             "last_entry_minutes": "10"}, "Anna aukeamis-"),
        ("exceptions/new/", {"kind": "closed"}, "errorlist"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words_and_what_was_typed_stays(
    sign_in: SignIn, aino: User, path: str, data: dict[str, str], words: str
) -> None:
    answer = sign_in(aino).post(PAGE + path, data)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert (words if words != "errorlist" else 'class="error"') in page
    assert 'value="13:00"' in page or "rules" not in path


def test_an_opening_that_stays_against_the_rule_says_so(
    sign_in: SignIn, aino: User, maija: User, weekly: WeeklyRule
) -> None:
    opening = Opening.objects.latest("starts_at")
    chat.assign_seat(opening=opening, worker=maija, by=None)
    client = sign_in(aino)
    before = client.get(PAGE).content.decode()

    services.end_rule(rule=weekly, by=aino, last_day=timezone.localdate())

    assert "Sääntö on nyt toinen" not in before
    assert "Työntekijöitä on" in before
    assert "Sääntö on nyt toinen" in client.get(PAGE).content.decode()


def test_a_keeper_calls_an_opening_off_and_takes_it_back(
    sign_in: SignIn, leena: User, weekly: WeeklyRule
) -> None:
    client, opening = sign_in(leena), Opening.objects.latest("starts_at")
    path = f"{PAGE}{opening.public_id}/"
    client.post(f"{path}close/", {"reason": "Koulutus", "public": "on"})
    closed = Opening.objects.get(pk=opening.pk)

    client.post(f"{path}reopen/")

    assert (closed.closing_reason, closed.closing_reason_public) == ("Koulutus", True)
    assert Opening.objects.get(pk=opening.pk).closed_early_at is None


def test_a_seated_worker_closes_from_the_duty_page_and_opens_again(
    sign_in: SignIn, pair: list[User], opening: Opening
) -> None:
    client, path = sign_in(pair[0]), f"{PAGE}{opening.public_id}/"
    assert f"{path}close/" in client.get("/staff/duty/").content.decode()

    closed = client.post(f"{path}close/", {"reason": "Sairastapaus", "public": "on"})

    assert closed["Location"] == "/staff/duty/"
    row = Opening.objects.get(pk=opening.pk)
    assert (row.closing_reason, row.closing_reason_public) == ("Sairastapaus", False)
    assert client.post(f"{path}reopen/")["Location"] == "/staff/duty/"


def test_a_worker_without_a_seat_is_refused_in_words(
    sign_in: SignIn, pair: list[User], opening: Opening
) -> None:
    paula = person(opening.unit, "Paula", "worker", "service_secretary")

    answer = sign_in(paula).post(f"{PAGE}{opening.public_id}/close/", {"reason": "Syy"})

    assert answer.status_code == 422
    assert "Avauksen voi sulkea" in answer.content.decode()


def test_another_units_hours_are_not_even_known_to_exist(
    sign_in: SignIn, other_unit: Unit, weekly: WeeklyRule
) -> None:
    client = sign_in(person(other_unit, "Kerttu", "admin", "service_adviser"))
    day = timezone.localdate()
    exception = ExceptionalHours.objects.create(
        unit=weekly.unit, kind="closed", first_day=day, last_day=day, reason="Meidän"
    )
    opening = Opening.objects.latest("starts_at")
    paths = [f"rules/{weekly.public_id}/", f"rules/{weekly.public_id}/end/",
             f"exceptions/{exception.public_id}/remove/", f"{opening.public_id}/close/",
             f"{opening.public_id}/reopen/", f"{uuid.uuid4()}/close/"]  # fmt: skip

    answers = [client.post(PAGE + path, RULE | {"reason": "Syy"}) for path in paths]

    assert {answer.status_code for answer in answers} == {404}
    assert "Meidän" not in client.get(PAGE).content.decode()


def test_a_look_at_what_takes_posts_leads_to_its_page(
    sign_in: SignIn, aino: User, weekly: WeeklyRule
) -> None:
    opening: Any = Opening.objects.latest("starts_at")

    answer = sign_in(aino).get(f"{PAGE}{opening.public_id}/reopen/")

    assert answer["Location"] == f"{PAGE}{opening.public_id}/close/"
