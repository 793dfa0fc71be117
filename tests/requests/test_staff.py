"""The workers' side of a contact request: seen by its own unit, taken once, tried, offered a time, settled, in time."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection

from hub.foundation.clock import now
from hub.foundation.errors import Conflict, DomainError
from hub.people.models import Unit, User
from hub.privacy.models import AccessEntry
from hub.privacy.retention import purge
from hub.requests import services
from hub.requests.models import ContactRequest, Details
from tests.cast import SignIn
from tests.conversations.crowd import at_once

LIST = "/staff/requests/"
KAISA = Details(name="Kaisa", phone="0401234567")


def sheet(request: ContactRequest) -> str:
    return f"{LIST}{request.public_id}/"


def late(request: ContactRequest) -> ContactRequest:
    at = now()
    ContactRequest.objects.filter(pk=request.pk).update(
        requested_at=at - timedelta(days=12), due_at=at - timedelta(days=1)
    )
    request.refresh_from_db()
    return request


def test_the_list_shows_a_name_and_hides_the_number(
    sign_in: SignIn, asked: ContactRequest, matti: User
) -> None:
    page = sign_in(matti).get(LIST).content.decode()

    assert "Kaisa" in page
    assert asked.spoken in page
    assert "••67" in page
    assert "1234567" not in page


def test_the_sheet_shows_the_number_and_its_viewing_is_logged(
    sign_in: SignIn, asked: ContactRequest, matti: User
) -> None:
    page = sign_in(matti).get(sheet(asked)).content.decode()

    assert "tel:+358401234567" in page
    assert "Vuokravelka" in page
    entry = AccessEntry.objects.get(action="view")
    assert (entry.actor_id, entry.object_id) == (matti.pk, str(asked.public_id))


@pytest.mark.parametrize("act", ["", "take/", "assign/", "urgent/", "outcome/"])
def test_eero_does_not_learn_that_our_request_exists(
    sign_in: SignIn, asked: ContactRequest, eero: User, act: str
) -> None:
    client = sign_in(eero)
    path = sheet(asked) + act

    answer = (
        client.post(path, {"to": eero.pk, "outcome": "done"}) if act else client.get(path)
    )

    asked.refresh_from_db()
    assert (answer.status_code, asked.state) == (404, "new")
    assert "Kaisa" not in client.get(LIST).content.decode()


@pytest.mark.parametrize("who", ["aino", "otto"])
def test_administrators_and_auditors_see_nobody_who_asked(
    request: pytest.FixtureRequest, asked: ContactRequest, who: str
) -> None:
    user: User = request.getfixturevalue(who)

    assert not ContactRequest.objects.visible_to(user).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_at_once_one_has_it(
    unit: Unit, maija: User, matti: User
) -> None:
    asked = services.leave_request(details=KAISA)

    answers = at_once(
        *[
            lambda worker=worker: services.take_request(  # type: ignore[misc]
                request=ContactRequest.objects.get(pk=asked.pk), by=worker
            )
            for worker in (maija, matti)
        ]
    )

    asked.refresh_from_db()
    assert sum(isinstance(answer, Conflict) for answer in answers) == 1
    assert asked.assignee in (maija, matti)
    connection.close()


def test_from_taking_to_the_talk_that_was_held(
    sign_in: SignIn, asked: ContactRequest, matti: User
) -> None:
    client = sign_in(matti)

    client.post(f"{sheet(asked)}take/")
    for _ in range(2):
        client.post(f"{sheet(asked)}outcome/", {"outcome": "tried"})
    client.post(
        f"{sheet(asked)}outcome/",
        {"outcome": "offered", "meeting_at": "2026-12-02T13:00"},
    )
    asked.refresh_from_db()
    assert (asked.state, asked.tries, asked.assignee) == ("offered", 2, matti)
    assert "yritetty 2 kertaa" in client.get(sheet(asked)).content.decode()
    assert "ke 2.12.2026 klo 13" in client.get(sheet(asked)).content.decode()
    client.post(f"{sheet(asked)}outcome/", {"outcome": "held"})

    asked.refresh_from_db()
    assert (asked.state, asked.closed_at is not None) == ("held", True)
    logged = AccessEntry.objects.exclude(action="view").order_by("id")
    assert list(logged.values_list("action", "ground")) == [
        ("request", ""),
        ("take", ""),
        ("answer", "tried"),
        ("answer", "tried"),
        ("answer", "offered"),
        ("close", "held"),
    ]


@pytest.mark.parametrize(
    ("posted", "told"),
    [
        ({}, "Valitse, mitä pyynnöstä seurasi."),
        ({"outcome": "unreached"}, "Yritä ensin tavoittaa asiakas"),
        ({"outcome": "offered", "meeting_at": "huomenna"}, "Kirjoita aika näin"),
    ],
)
def test_a_wrong_outcome_is_told_at_its_field_and_changes_nothing(
    sign_in: SignIn,
    asked: ContactRequest,
    matti: User,
    posted: dict[str, str],
    told: str,
) -> None:
    services.take_request(request=asked, by=matti)

    answer = sign_in(matti).post(f"{sheet(asked)}outcome/", posted)

    asked.refresh_from_db()
    assert answer.status_code in (409, 422)
    assert told in answer.content.decode()
    assert asked.state == "taken"


def test_nothing_is_recorded_of_what_nobody_took_or_what_is_settled(
    asked: ContactRequest, matti: User
) -> None:
    with pytest.raises(Conflict):
        services.record_try(request=asked, by=matti)
    services.take_request(request=asked, by=matti)
    services.close_request(request=asked, by=matti, outcome="done")

    for act in (
        lambda: services.close_request(request=asked, by=matti, outcome="held"),
        lambda: services.record_offer(request=asked, by=matti),
        lambda: services.mark_urgent(request=asked, by=matti, urgent=True),
        lambda: services.reassign_request(request=asked, by=matti, to=matti),
        lambda: services.take_request(request=asked, by=User(pk=0)),
    ):
        with pytest.raises(Conflict):
            act()
    asked.refresh_from_db()
    assert asked.state == "done"


def test_it_is_given_to_a_colleague_of_the_unit_and_to_nobody_else(
    sign_in: SignIn, asked: ContactRequest, leena: User, matti: User, eero: User, aino: User
) -> None:
    client = sign_in(leena)

    client.post(f"{sheet(asked)}assign/", {"to": matti.pk})
    answers = [
        client.post(f"{sheet(asked)}assign/", {"to": who})
        for who in (eero.pk, aino.pk, "x")
    ]

    asked.refresh_from_db()
    assert (asked.state, asked.assignee) == ("taken", matti)
    assert {answer.status_code for answer in answers} == {404}
    with pytest.raises(DomainError):
        services.reassign_request(request=asked, by=leena, to=aino)


def test_urgent_ones_come_first_then_what_is_due_first(
    sign_in: SignIn, unit: Unit, matti: User
) -> None:
    first, second, third = (
        services.leave_request(details=Details(name=name, phone="0401234567"))
        for name in ("Eka", "Toka", "Kolmas")
    )
    late(second)
    services.mark_urgent(request=third, by=matti, urgent=True)

    answer = sign_in(matti).get(LIST)

    names = [row.name for row in answer.context["listing"].rows]
    assert names == ["Kolmas", "Toka", "Eka"]
    assert first.urgent is False


def test_a_supervisor_sees_with_whom_the_overdue_ones_are(
    sign_in: SignIn, unit: Unit, leena: User, matti: User
) -> None:
    for taken in (True, False, False):
        request = late(services.leave_request(details=KAISA))
        if taken:
            services.take_request(request=request, by=matti)

    page = sign_in(leena).get(LIST)
    workers = sign_in(matti).get(LIST)

    assert page.context["listing"].late == [
        ("Kukaan ei ole ottanut", 2),
        ("Sosiaaliohjaaja Matti", 1),
    ]
    assert "3 pyyntöä on myöhässä" in page.content.decode()
    assert workers.context["listing"].late == []
    assert workers.context["listing"].counts["overdue"] == 3


@pytest.mark.parametrize(
    ("days", "words"),
    [(-1, "Myöhässä"), (0, "Määräaika tänään"), (1, "Määräaika huomenna")],
)
def test_the_clock_is_told_in_words(
    sign_in: SignIn, asked: ContactRequest, matti: User, days: int, words: str
) -> None:
    from django.utils import timezone

    due = timezone.localtime().replace(hour=23, minute=59) + timedelta(days=days)
    ContactRequest.objects.filter(pk=asked.pk).update(
        requested_at=due - timedelta(days=9), due_at=due
    )

    assert words in sign_in(matti).get(sheet(asked)).content.decode()


def test_boxes_pages_and_the_number_find_what_they_say(
    sign_in: SignIn, unit: Unit, matti: User, settings: Any
) -> None:
    settings.CONTACT_REQUESTS_PER_TEN_MINUTES = 100
    made = [services.leave_request(details=KAISA) for _ in range(32)]
    services.take_request(request=made[0], by=matti)
    services.take_request(request=made[1], by=matti)
    services.close_request(request=made[1], by=matti, outcome="done")
    client = sign_in(matti)

    def found(query: str) -> int:
        return len(client.get(f"{LIST}{query}").context["listing"].rows)

    assert [found(f"?box={box}") for box in ("open", "new", "mine", "closed")] == [
        30,
        30,
        1,
        1,
    ]
    assert (found("?box=open&page=2"), found("?page=3")) == (1, 0)
    assert found(f"?q={made[1].spoken}") == 1
    assert found("?q=00000001") == 0
    for junk in ("?box=x&page=-1", "?page=99999999", "?page=abc", "?q=%00"):
        assert client.get(f"{LIST}{junk}").status_code == 200


def test_some_days_after_the_end_nobody_is_known_and_the_times_stay(
    sign_in: SignIn, asked: ContactRequest, matti: User, settings: Any
) -> None:
    settings.CONTACT_REQUEST_RETENTION_DAYS = 30
    services.take_request(request=asked, by=matti)
    services.close_request(request=asked, by=matti, outcome="done")

    purge(now=now() + timedelta(days=29))
    asked.refresh_from_db()
    assert asked.details.name == "Kaisa"
    purge(now=now() + timedelta(days=31))

    asked.refresh_from_db()
    assert (bytes(asked.data_key), asked.details_sealed, asked.state) == (b"", None, "done")
    assert "hävitetty" in sign_in(matti).get(sheet(asked)).content.decode()


def test_what_is_open_is_never_destroyed(asked: ContactRequest) -> None:
    purge(now=now() + timedelta(days=3650))

    asked.refresh_from_db()
    assert asked.details.name == "Kaisa"


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"state": "taken"}, "in_hand_has_worker"),
        ({"state": "done"}, "closed_has_time"),
        ({"state": "unreached", "closed_at": now()}, "unreached_was_tried"),
        ({"due_at": now() - timedelta(days=1)}, "due_after_asking"),
    ],
)
def test_the_database_holds_the_rules_too(
    asked: ContactRequest, fields: dict[str, Any], rule: str
) -> None:
    with pytest.raises(IntegrityError, match=rule):
        ContactRequest.objects.filter(pk=asked.pk).update(**fields)


def test_consoles_are_told_and_learn_nothing_of_who_asked(
    unit: Unit, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(
        "hub.requests.services.requests.publish",
        lambda group, event: told.append((group, event)),
    )

    with django_capture_on_commit_callbacks(execute=True):
        request = services.leave_request(details=KAISA)

    assert told == [
        (
            f"unit.{unit.pk}",
            {"type": "staff.event", "event": "request", "request": str(request.public_id)},
        )
    ]
