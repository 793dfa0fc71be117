"""A lost seat reaches the devices of those who asked for it: a title and an address, readable by that browser alone."""

import base64
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import respx
from cryptography.hazmat.primitives.asymmetric import ec

from chat import checks, client, tasks
from chat import services as chat
from chat.client import Subscription
from chat.models import Notice, Push, PushDevice
from hub.foundation.clock import now
from hub.foundation.errors import DomainError
from hub.hours.models import Opening
from hub.people.models import Unit, User
from tests.cast import SignIn
from tests.chat.push_service import CURVE, Browser, PushService, unb64
from tests.chat.shifts import shift

KEY = base64.urlsafe_b64encode(b"a key of 32 bytes for tests only").decode()
PAGE = "/staff/notices/"


@pytest.fixture(autouse=True)
def configured(settings: Any) -> None:
    settings.WEB_PUSH_PRIVATE_KEY = KEY


@pytest.fixture
def service(configured: None) -> Iterator[PushService]:
    service = PushService(client.public_key())
    with respx.mock(assert_all_called=False) as wire:
        wire.post(url__startswith="https://").mock(side_effect=service)
        yield service


@pytest.fixture
def browser() -> Browser:
    return Browser()


def turn_on(user: User, browser: Browser) -> PushDevice:
    return chat.add_device(user=user, subscription=Subscription(**browser.subscription))


def lose(unit: Unit, leaver: User, *others: User) -> Opening:
    """Tomorrow's shift loses a seat."""
    opening = shift(unit, hours=20)
    seat = chat.sign_up(opening=opening, by=leaver)
    for other in others:
        chat.sign_up(opening=opening, by=other)
    chat.withdraw(seat=seat, by=leaver)
    return opening


def later() -> None:
    """As if the time to try again had come."""
    Push.objects.update(due_at=now() - timedelta(seconds=1))


def test_the_reader_of_the_tests_reads_the_example_of_the_rfc() -> None:
    number = int.from_bytes(unb64("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"))
    browser = Browser(
        key=ec.derive_private_key(number, CURVE), auth=unb64("BTBZMqHH6r4Tts7J_aSIgg")
    )
    body = (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95b"
        "Qpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )

    assert browser.open(unb64(body)) == b"When I grow up, I want to be a watermelon"


def test_a_lost_seat_is_pushed_once_to_each_device_and_says_only_that_a_shift_has_changed(
    unit: Unit, maija: User, matti: User, leena: User, service: PushService
) -> None:
    telephone, laptop, hers = Browser("telephone"), Browser("laptop"), Browser("hers")
    for owner, device in ((matti, telephone), (matti, laptop), (leena, hers)):
        turn_on(owner, device)
    opening = lose(unit, maija, matti)

    tasks.push_notices()
    tasks.push_notices()

    said = {"title": "Vuoroon tuli muutos", "path": f"/staff/roster/{opening.public_id}/"}
    for device in (telephone, laptop, hers):
        assert service.words(device) == [said]
    assert not Push.objects.exists()


def test_it_is_in_the_readers_language(
    unit: Unit, maija: User, matti: User, service: PushService, browser: Browser
) -> None:
    User.objects.filter(pk=matti.pk).update(language="sv")
    turn_on(matti, browser)
    lose(unit, maija, matti)

    tasks.push_notices()

    assert service.words(browser)[0]["title"] == "Ett pass har ändrats"


def test_whoever_leaves_the_shift_is_told_nothing(
    unit: Unit, maija: User, matti: User, service: PushService, browser: Browser
) -> None:
    turn_on(maija, browser)
    lose(unit, maija, matti)

    tasks.push_notices()

    assert service.requests == []


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(
    unit: Unit, maija: User, matti: User, service: PushService, browser: Browser, status: int
) -> None:  # fmt: skip
    turn_on(matti, browser)
    lose(unit, maija, matti)
    service.answers = [httpx.Response(status)]

    tasks.push_notices()

    assert not PushDevice.objects.exists()
    assert not Push.objects.exists()
    assert Notice.objects.filter(recipient=matti).exists()


def test_a_busy_service_is_asked_again_no_sooner_than_it_says(
    unit: Unit, maija: User, matti: User, service: PushService, browser: Browser
) -> None:
    turn_on(matti, browser)
    lose(unit, maija, matti)
    service.answers = [httpx.Response(429, headers={"Retry-After": "3000"})]

    tasks.push_notices()
    tasks.push_notices()

    assert len(service.requests) == 1
    assert Push.objects.get().due_at > now() + timedelta(seconds=2900)
    later()
    tasks.push_notices()
    assert len(service.words(browser)) == 2
    assert not Push.objects.exists()


@pytest.mark.parametrize(
    "answer", [httpx.Response(500), httpx.Response(503), httpx.ConnectError("away")]
)
def test_a_broken_service_is_asked_ever_more_rarely_and_not_for_ever(
    unit: Unit, maija: User, matti: User, browser: Browser, answer: Any
) -> None:  # fmt: skip
    turn_on(matti, browser)
    lose(unit, maija, matti)
    waits = []
    with respx.mock as wire:
        route = wire.post(browser.endpoint).mock(
            **{"side_effect" if isinstance(answer, Exception) else "return_value": answer}
        )
        while Push.objects.exists():
            later()
            tasks.push_notices()
            waits += [
                (due - now()).total_seconds()
                for due in Push.objects.values_list("due_at", flat=True)
            ]

    assert route.call_count == len(waits) + 1 == 12
    assert 10 < waits[0] <= 30
    assert 1500 < waits[-1] <= 3600
    assert PushDevice.objects.exists()


def test_a_refusal_that_is_our_own_fault_is_not_repeated(
    unit: Unit, maija: User, matti: User, service: PushService, browser: Browser
) -> None:
    turn_on(matti, browser)
    lose(unit, maija, matti)
    service.answers = [httpx.Response(403)]

    assert tasks.push_notices() == {"given up": 1}
    assert not Push.objects.exists()
    assert PushDevice.objects.exists()


def test_what_a_dead_worker_had_claimed_is_pushed_by_the_next_one(
    unit: Unit, maija: User, matti: User, service: PushService, browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    turn_on(matti, browser)
    lose(unit, maija, matti)
    with monkeypatch.context() as dying:
        dying.setattr(client, "post", dies)
        with pytest.raises(SystemExit):
            tasks.push_notices()

    assert tasks.push_notices() == {}
    later()
    assert tasks.push_notices() == {"pushed": 1}


def dies(*_: object, **__: object) -> None:
    raise SystemExit


def test_a_notice_that_was_read_meanwhile_is_not_pushed(
    unit: Unit, maija: User, matti: User, service: PushService, browser: Browser
) -> None:
    turn_on(matti, browser)
    lose(unit, maija, matti)
    chat.dismiss_notice(notice_id=Notice.objects.get(recipient=matti).pk, by=matti)

    tasks.push_notices()

    assert service.requests == []
    assert not Push.objects.exists()


def test_without_a_key_it_is_off(
    settings: Any, unit: Unit, maija: User, matti: User, browser: Browser, sign_in: SignIn,
    service: PushService,
) -> None:  # fmt: skip
    turn_on(matti, browser)
    settings.WEB_PUSH_PRIVATE_KEY = ""
    lose(unit, maija, matti)

    assert tasks.push_notices() == {}
    assert not Push.objects.exists()
    assert (
        "Ilmoitukset laitteillesi"
        not in sign_in(matti).get("/staff/inbox/").content.decode()
    )
    assert "eivät ole käytössä" in sign_in(matti).get(PAGE).content.decode()
    with pytest.raises(DomainError):
        turn_on(matti, Browser("another"))


def test_a_key_that_is_none_is_told_at_start(settings: Any) -> None:
    settings.WEB_PUSH_PRIVATE_KEY = "too short"

    (error,) = checks.web_push_key_is_one()

    assert "too short" not in str(error)
