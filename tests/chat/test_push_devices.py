"""Which browsers show a worker's notices: turned on by the worker, known by nobody, gone with the worker."""

import pytest
from django.test import Client

from chat import services as chat
from chat.client import Subscription
from chat.models import PushDevice
from hub.foundation.errors import DomainError
from hub.people.models import User
from tests.cast import SignIn
from tests.chat.push_service import Browser
from tests.chat.test_push import PAGE, browser, configured, turn_on

__all__ = ["browser", "configured"]


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://127.0.0.1/push",
        "https://valkey:6379/",
        "http://updates.push.services.mozilla.com/wpush/1",
        "https://updates.push.services.mozilla.com:8443/wpush/1",
        "https://updates.push.services.mozilla.com@10.0.0.1/",
        "https://10.0.0.1/?.push.services.mozilla.com",
        "https://evilpush.services.mozilla.com.example.org/",
        "https://xfcm.googleapis.com/fcm/send/1",
        "https://[::1]/",
        "https://updates.push.services.mozilla.com:x/",
        "nonsense",
    ],
)
def test_the_hub_is_led_to_no_address_but_a_push_services(
    matti: User, browser: Browser, endpoint: str
) -> None:
    words = browser.subscription | {"endpoint": endpoint}

    with pytest.raises(DomainError):
        chat.add_device(user=matti, subscription=Subscription(**words))


@pytest.mark.parametrize("broken", [{"p256dh": "AAAA"}, {"p256dh": "é"}, {"auth": "AAAA"}, {"auth": "x"}])  # fmt: skip
def test_keys_that_nothing_can_be_sealed_for_are_refused(
    matti: User, browser: Browser, broken: dict[str, str]
) -> None:
    with pytest.raises(DomainError):
        chat.add_device(
            user=matti, subscription=Subscription(**browser.subscription | broken)
        )


def test_the_address_of_a_device_lies_sealed(matti: User, browser: Browser) -> None:
    device = turn_on(matti, browser)

    stored = PushDevice.objects.values_list().get(pk=device.pk)
    assert "mozilla" not in str(
        [bytes(x) if isinstance(x, memoryview) else x for x in stored]
    )


def test_the_same_browser_is_one_device_and_belongs_to_whoever_turned_it_on_last(
    matti: User, leena: User, browser: Browser
) -> None:
    turn_on(matti, browser)
    turn_on(matti, browser)
    turn_on(leena, browser)

    assert [device.user for device in PushDevice.objects.all()] == [leena]


def test_signing_out_ends_the_notices_of_that_device_alone(
    sign_in: SignIn, matti: User, browser: Browser
) -> None:
    turn_on(matti, Browser("elsewhere"))
    here = sign_in(matti)
    added = here.post(f"{PAGE}add/", browser.subscription)
    assert added.status_code == 302
    assert PushDevice.objects.count() == 2

    here.post("/accounts/logout/")

    assert PushDevice.objects.count() == 1


def test_a_device_is_turned_on_and_removed_on_the_settings_page(
    sign_in: SignIn, matti: User, browser: Browser
) -> None:
    here = sign_in(matti)
    here.post(f"{PAGE}add/", browser.subscription)
    device = PushDevice.objects.get()
    assert "tämä laite" in here.get(PAGE).content.decode()

    here.post(f"{PAGE}{device.public_id}/remove/")

    assert not PushDevice.objects.exists()


def test_nobody_removes_anothers_device(
    sign_in: SignIn, matti: User, leena: User, browser: Browser
) -> None:
    device = turn_on(leena, browser)

    sign_in(matti).post(f"{PAGE}{device.public_id}/remove/")

    assert PushDevice.objects.filter(pk=device.pk).exists()


def test_a_refused_browser_reads_why(
    sign_in: SignIn, matti: User, browser: Browser
) -> None:
    words = browser.subscription | {"endpoint": "https://push.example.org/1"}

    answer = sign_in(matti).post(f"{PAGE}add/", words)
    empty = sign_in(matti).post(f"{PAGE}add/", {})

    assert answer.status_code == empty.status_code == 422
    assert "ei voi lähettää ilmoituksia" in answer.content.decode()


def test_the_browsers_script_may_look_after_staff_pages_and_is_asked_for_without_a_session(
    db: None,
) -> None:
    answer = Client().get(f"{PAGE}worker.js")

    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Service-Worker-Allowed"] == "/staff/"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert not answer.cookies
    assert '"fetch"' not in answer.content.decode()
