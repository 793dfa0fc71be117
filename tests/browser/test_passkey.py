"""A passkey as second factor, outside demo mode, with a browser that has a made-up security key."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect
from pytest_django.live_server_helper import LiveServer

from hub.people.models import User
from tests.browser.test_journey import accessible

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
WORD = "a long word of theirs"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module", autouse=True)
def _rows_beside_a_browser() -> Iterator[None]:
    """Playwright keeps a loop in this thread, and Django then refuses it its rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def site(live_server: LiveServer, settings: Any, maija: User) -> str:
    settings.SECOND_FACTOR_REQUIRED = True
    return str(live_server.url)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


class Key:
    """The security key: its owner's finger can be refused, and its memory lost."""

    def __init__(self, page: Page) -> None:
        self.wire: CDPSession = page.context.new_cdp_session(page)
        self.wire.send("WebAuthn.enable", {"enableUI": False})
        added = self.wire.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        self.id = added["authenticatorId"]

    def recognises_its_owner(self, answer: bool) -> None:
        self.wire.send(
            "WebAuthn.setUserVerified",
            {"authenticatorId": self.id, "isUserVerified": answer},
        )


@pytest.fixture
def key(page: Page) -> Key:
    return Key(page)


def signs_in(page: Page, site: str) -> None:
    page.goto(f"{site}/staff/inbox/")
    page.fill("input[name=login]", "maija@example.org")
    page.fill("input[name=password]", WORD)
    page.get_by_role("button", name="Kirjaudu sisään", exact=True).click()


def adds(page: Page, name: str) -> None:
    page.get_by_role("link", name="Lisää pääsyavain").click()
    page.fill("input[name=name]", name)
    page.get_by_role("button", name="Lisää pääsyavain").click()


def signs_out(page: Page) -> None:
    if page.locator("[data-menu]").count():
        page.locator("[data-menu] summary").click()
    page.get_by_role("button", name="Kirjaudu ulos").click()
    page.wait_for_url("**/accounts/login/")


def test_a_worker_chooses_a_passkey_and_signs_in_with_it(
    page: Page, site: str, key: Key
) -> None:
    signs_in(page, site)
    expect(
        page.get_by_text("Asiakkaiden asioihin ei riitä pelkkä salasana")
    ).to_be_visible()
    for choice in ("Lisää pääsyavain", "Lisää todennussovellus"):
        expect(page.get_by_role("link", name=choice)).to_be_visible()
    accessible(page)
    adds(page, "Työkone")
    expect(page.locator(".codes li")).to_have_count(10)
    accessible(page)
    page.get_by_role("link", name="Koodit ovat tallessa").click()
    expect(page).to_have_url(f"{site}/staff/inbox/")
    signs_out(page)

    signs_in(page, site)

    expect(page).to_have_url(f"{site}/accounts/2fa/authenticate/")
    expect(page.get_by_label("Koodi", exact=True)).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Käytä pääsyavainta").click()
    expect(page).to_have_url(f"{site}/staff/inbox/")


def test_a_passkey_with_a_pin_opens_without_the_password(
    page: Page, site: str, key: Key
) -> None:
    signs_in(page, site)
    adds(page, "Työkone")
    page.get_by_role("link", name="Takaisin työhön").click()
    signs_out(page)
    page.goto(f"{site}/staff/duty/")
    accessible(page)

    page.get_by_role("button", name="Kirjaudu pääsyavaimella").click()

    expect(page).to_have_url(f"{site}/staff/duty/")


def test_a_passkey_is_renamed_and_removed_and_then_another_factor_is_asked_for(
    page: Page, site: str, key: Key
) -> None:
    signs_in(page, site)
    adds(page, "Työkone")
    page.get_by_role("link", name="Takaisin toiseen tunnistusvaiheeseen").click()
    accessible(page)

    page.get_by_role("link", name="Nimeä uudelleen Työkone").click()
    accessible(page)
    page.fill("input[name=name]", "Vanha kone")
    page.get_by_role("button", name="Tallenna").click()
    expect(page.get_by_role("listitem").filter(has_text="Vanha kone")).to_be_visible()
    page.get_by_role("link", name="Poista Vanha kone").click()
    accessible(page)
    page.get_by_role("button", name="Poista").click()

    expect(page.get_by_text("Pääsyavain poistettiin.")).to_be_visible()
    page.goto(f"{site}/staff/inbox/")
    expect(page).to_have_url(f"{site}/accounts/2fa/")


def test_a_refused_finger_is_told_and_can_be_tried_again(
    page: Page, site: str, key: Key
) -> None:
    signs_in(page, site)
    key.recognises_its_owner(False)

    adds(page, "Työkone")

    told = page.get_by_role("alert").filter(has_text="Pääsyavainta ei käytetty")
    expect(told).to_be_visible()
    accessible(page)
    key.recognises_its_owner(True)
    page.get_by_role("button", name="Lisää pääsyavain").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="Takaisin työhön").click()
    signs_out(page)
    signs_in(page, site)
    key.recognises_its_owner(False)
    page.get_by_role("button", name="Käytä pääsyavainta").click()
    expect(told).to_be_visible()
    expect(page.get_by_label("Koodi", exact=True)).to_be_visible()


def test_the_same_device_is_not_added_twice(page: Page, site: str, key: Key) -> None:
    signs_in(page, site)
    adds(page, "Työkone")
    page.get_by_role("link", name="Takaisin toiseen tunnistusvaiheeseen").click()

    adds(page, "Työkone taas")

    expect(page.get_by_text("Tällä laitteella on sinulle jo pääsyavain.")).to_be_visible()


def test_a_browser_without_passkeys_says_so_and_an_app_remains(
    page: Page, site: str
) -> None:
    page.add_init_script("delete window.PublicKeyCredential")
    signs_in(page, site)

    page.get_by_role("link", name="Lisää pääsyavain").click()

    expect(page.get_by_text("Tämä selain ei tue pääsyavaimia")).to_be_visible()
    expect(page.get_by_role("button", name="Lisää pääsyavain")).to_be_disabled()
    page.goto(f"{site}/accounts/2fa/totp/activate/")
    accessible(page)


def test_an_address_of_numbers_is_told(page: Page, site: str) -> None:
    page.goto(site.replace("localhost", "127.0.0.1") + "/accounts/login/")

    page.get_by_role("button", name="Kirjaudu pääsyavaimella").click()

    expect(page.get_by_text("Pääsyavaimet eivät toimi tässä osoitteessa")).to_be_visible()


def test_the_pages_of_the_own_account_are_accessible_and_fit_a_small_screen(
    page: Page, site: str, settings: Any
) -> None:
    signs_in(page, site)
    settings.SECOND_FACTOR_REQUIRED = False

    for path in ("password/change/", "password/reset/", "2fa/totp/activate/", "logout/"):
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(f"{site}/accounts/{path}")
        accessible(page)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
