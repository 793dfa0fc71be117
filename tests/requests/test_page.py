"""The page on which anybody asks to be contacted: once sent, once there; refused, with what was typed."""

import itertools
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from hub.foundation.errors import Conflict
from hub.people.models import Unit, User
from hub.privacy.models import AccessEntry
from hub.requests import services
from hub.requests.models import ContactRequest, Details
from tests.conversations.crowd import at_once
from tests.requests.conftest import KEY

PAGE = "/contact-request/"
CODE = "010180-9015"


def test_a_request_is_sealed_due_on_a_working_day_and_has_a_receipt(
    visitor: Client, form: dict[str, Any], settings: Any
) -> None:
    settings.CONTACT_REQUEST_WORKING_DAYS = 7

    answer = visitor.post(PAGE, form)

    request = ContactRequest.objects.get()
    page = answer.content.decode()
    assert answer.status_code == 200
    assert request.spoken in page
    due = timezone.localdate(request.due_at)
    assert f"{due.day}.{due.month}.{due.year}" in page
    assert due.isoweekday() < 6
    assert (due - timezone.localdate()).days >= 9
    assert request.details == Details(
        name="Kaisa", phone="+358401234567", subject="Vuokravelka"
    )
    assert b"Kaisa" not in bytes(request.details_sealed or b"")
    assert (request.purpose, request.when, request.state) == ("call", "morning", "new")


def test_the_page_sets_no_cookie_and_lets_no_script_in(visitor: Client, unit: Unit) -> None:
    answer = visitor.get(PAGE)

    assert not answer.cookies
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_who_is_in_the_chat_in_another_sites_frame_finds_the_page_there_too(
    visitor: Client, form: dict[str, Any], settings: Any
) -> None:
    closed = visitor.get(PAGE)
    settings.EMBED_ORIGINS = ["https://www.example.org"]

    for answer in (visitor.get(PAGE), visitor.post(PAGE, form)):
        assert (
            "frame-ancestors https://www.example.org" in answer["Content-Security-Policy"]
        )
    assert "frame-ancestors 'none'" in closed["Content-Security-Policy"]


def test_who_cannot_wait_is_told_to_call_now(visitor: Client, form: dict[str, Any]) -> None:
    answer = visitor.post(PAGE, form | {"urgent": "1"})

    assert ContactRequest.objects.get().urgent
    assert "soita meille nyt" in answer.content.decode()


def test_a_foreign_page_cannot_post(visitor: Client, form: dict[str, Any]) -> None:
    answer = visitor.post(PAGE, form, headers={"Origin": "https://elsewhere.example"})

    assert (answer.status_code, ContactRequest.objects.count()) == (403, 0)


def test_the_same_form_twice_is_one_request_with_one_number(
    visitor: Client, form: dict[str, Any]
) -> None:
    first, second = visitor.post(PAGE, form), visitor.post(PAGE, form)

    request = ContactRequest.objects.get()
    assert request.spoken in first.content.decode()
    assert request.spoken in second.content.decode()
    assert AccessEntry.objects.filter(action="request").count() == 1


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_in_the_same_moment_it_is_one_request(unit: Unit) -> None:
    details = Details(name="Kaisa", phone="0401234567")

    made = at_once(*[lambda: services.leave_request(details=details, key=KEY)] * 4)

    assert len({request.pk for request in made if isinstance(request, ContactRequest)}) == 1
    assert ContactRequest.objects.count() == 1
    connection.close()


def test_who_goes_back_and_corrects_the_number_is_called_at_the_right_one(
    visitor: Client, form: dict[str, Any]
) -> None:
    visitor.post(PAGE, form)

    visitor.post(PAGE, form | {"phone": "050 765 4321"})

    assert ContactRequest.objects.get().details.phone == "+358507654321"


def test_what_a_worker_has_taken_is_not_changed_behind_their_back(
    visitor: Client, form: dict[str, Any], matti: User
) -> None:
    visitor.post(PAGE, form)
    services.take_request(request=ContactRequest.objects.get(), by=matti)

    same = visitor.post(PAGE, form)
    other = visitor.post(PAGE, form | {"phone": "050 765 4321"})

    assert (same.status_code, other.status_code) == (200, 409)
    assert "050 765 4321" in other.content.decode()
    assert ContactRequest.objects.get().details.phone == "+358401234567"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"phone": ""}, "phone"),
        ({"phone": "12345"}, "phone"),
        ({"phone": "040 1234567 Kaisa"}, "phone"),
        ({"phone": CODE}, "phone"),
        ({"phone": "", "other": "kaisa@"}, "other"),
        ({"subject": "x" * 1001}, "subject"),
        ({"when_note": "x" * 201}, "when_note"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_every_word_is_kept(
    visitor: Client, form: dict[str, Any], wrong: dict[str, str], field: str
) -> None:
    typed = (
        form | {"subject": "Kerron <b>kaiken</b>", "when_note": "Ei maanantaina"} | wrong
    )

    answer = visitor.post(PAGE, typed)

    assert (answer.status_code, ContactRequest.objects.count()) == (422, 0)
    assert set(answer.context["faults"]) == {field}
    assert {name: answer.context["typed"][name] for name in wrong} == wrong
    assert "&lt;b&gt;" in answer.content.decode() or field == "subject"
    assert answer.content.decode().count('aria-invalid="true"') == 1
    assert answer.context["key"] == KEY


def test_another_way_is_enough_where_there_is_no_phone(
    visitor: Client, form: dict[str, Any]
) -> None:
    visitor.post(PAGE, form | {"phone": "", "other": "kirje: Siltakatu 1"})

    assert ContactRequest.objects.get().details.other == "kirje: Siltakatu 1"


def test_an_identity_code_is_masked_before_it_is_stored_and_the_client_is_told(
    visitor: Client, form: dict[str, Any]
) -> None:
    answer = visitor.post(PAGE, form | {"subject": f"Tunnukseni on {CODE}", "name": CODE})

    details = ContactRequest.objects.get().details
    assert CODE not in details.subject + details.name
    assert "henkilötunnus" in answer.content.decode()


@pytest.mark.parametrize("prefix", ["", "/sv", "/en", "/selko"])
def test_a_change_of_language_keeps_what_was_typed_and_sends_nothing(
    visitor: Client, form: dict[str, Any], prefix: str
) -> None:
    answer = visitor.post(f"{prefix}{PAGE}", form | {"again": "1", "name": "K"})

    assert (answer.status_code, ContactRequest.objects.count()) == (200, 0)
    assert answer.context["typed"]["name"] == "K"
    visitor.post(f"{prefix}{PAGE}", form)
    assert ContactRequest.objects.get().language == (prefix.strip("/") or "fi")


@pytest.mark.parametrize("junk", [
    {"purpose": "spam", "when": "never", "municipality": "999", "urgent": "x"},
    {"name": "K\x00a\x07isa", "key": "short"},
    {"name": "عائشة", "subject": "🙂" * 300},
])  # fmt: skip
def test_nonsense_in_a_choice_costs_nobody_the_request(
    visitor: Client, form: dict[str, Any], junk: dict[str, str]
) -> None:
    answer = visitor.post(PAGE, form | junk)

    request = ContactRequest.objects.get()
    assert answer.status_code == 200
    assert (request.purpose, request.urgent) == ("call", False)
    assert request.details.name in ("Kaisa", "عائشة")


def test_an_address_that_floods_is_slowed_and_others_are_not(
    form: dict[str, Any], settings: Any
) -> None:
    settings.CONTACT_REQUESTS_PER_TEN_MINUTES = 2
    abuser, other = Client(REMOTE_ADDR="203.0.113.7"), Client(REMOTE_ADDR="203.0.113.8")

    answers = [
        abuser.post(PAGE, form | {"key": f"{number}" * 40}).status_code
        for number in range(3)
    ]

    assert answers == [200, 200, 409]
    assert other.post(PAGE, form | {"key": "z" * 40}).status_code == 200


def test_the_form_promises_the_day_and_the_page_of_privacy_the_same_time_of_keeping(
    visitor: Client, unit: Unit, settings: Any
) -> None:
    settings.CONTACT_REQUEST_RETENTION_DAYS = 77

    for path in (PAGE, "/privacy/"):
        assert "77 päivän" in visitor.get(path).content.decode()


@pytest.mark.parametrize("path", ["/", "/chat/"])
def test_where_the_chat_is_closed_the_way_here_stands(
    visitor: Client, unit: Unit, path: str
) -> None:
    assert f'href="{PAGE}"' in visitor.get(path).content.decode()


def test_without_a_unit_nobody_is_promised_anything(
    visitor: Client, form: dict[str, Any]
) -> None:
    Unit.objects.all().delete()

    answer = visitor.post(PAGE, form)

    assert (answer.status_code, answer.context["typed"]["name"]) == (409, "Kaisa")


def test_a_reference_shows_a_misheard_digit(unit: Unit) -> None:
    from stdnum import luhn

    details = Details(name="K", phone="0401234567")
    numbers = [services.leave_request(details=details).reference for _ in range(20)]

    assert all(len(number) == 8 and luhn.is_valid(number) for number in numbers)
    steps = {int(b) - int(a) for a, b in itertools.pairwise(numbers)}
    assert len(steps) > 10


def test_a_correction_with_a_long_gone_form_is_refused(
    asked: ContactRequest, form: dict[str, Any], matti: User
) -> None:
    details = Details(name="Kaisa", phone="0401234567")
    request = services.leave_request(details=details, key=KEY)
    services.take_request(request=request, by=matti)
    services.close_request(request=request, by=matti, outcome="done")

    with pytest.raises(Conflict):
        services.leave_request(details=Details(name="X", phone="0401234567"), key=KEY)
