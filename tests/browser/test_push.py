"""Notices on a device, as far as a browser without its maker's service goes: from the press to the list of devices."""

import base64
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_journey import accessible, sign_in
from tests.chat import push_service

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
KEY = base64.urlsafe_b64encode(b"a key of 32 bytes for tests only").decode()
SETTINGS = {"WEB_PUSH_PRIVATE_KEY": KEY}
# Only what would ask the browser maker's service; the worker script is registered in earnest.
EDGE = """
window.asked = [];
PushManager.prototype.subscribe = async function (options) {
  window.asked.push(options);
  if (sessionStorage.denied) throw new DOMException("", "NotAllowedError");
  return { toJSON: () => (SUBSCRIPTION) };
};
PushManager.prototype.getSubscription = async () => ({
  unsubscribe: async () => { localStorage.unsubscribed = "yes"; return true; },
});
"""


@pytest.fixture
def matti(browser: Browser, hub: str) -> Iterator[Page]:
    words = push_service.Browser().subscription
    keys = f"{{p256dh: '{words['p256dh']}', auth: '{words['auth']}'}}"
    subscription = f"{{endpoint: '{words['endpoint']}', keys: {keys}}}"
    page = sign_in(browser, hub, "matti@example.org")
    page.context.add_init_script(EDGE.replace("SUBSCRIPTION", subscription))
    yield page
    page.context.close()


def test_a_press_turns_notices_on_and_signing_out_turns_them_off(
    hub: str, matti: Page
) -> None:
    matti.goto(f"{hub}/staff/inbox/")
    matti.locator("[data-menu] summary").click()
    matti.get_by_role("link", name="Ilmoitukset laitteillesi").click()
    expect(matti.get_by_role("button", name="Näytä ilmoitukset")).to_be_visible()
    assert matti.evaluate("window.asked.length") == 0
    accessible(matti)

    matti.get_by_role("button", name="Näytä ilmoitukset").click()

    expect(matti.get_by_text("Otettu käyttöön")).to_be_visible()
    scope = matti.evaluate("navigator.serviceWorker.ready.then((one) => one.scope)")
    assert scope == f"{hub}/staff/"
    accessible(matti)
    matti.set_viewport_size({"width": 320, "height": 700})
    assert matti.evaluate("document.documentElement.scrollWidth") <= 320
    matti.set_viewport_size({"width": 1280, "height": 800})

    matti.locator("[data-menu] summary").click()
    matti.get_by_role("button", name="Kirjaudu ulos").click()
    expect(matti).to_have_url(f"{hub}/accounts/login/")
    assert matti.evaluate("localStorage.unsubscribed") == "yes"
    matti.get_by_label("Sähköposti").fill("matti@example.org")
    matti.get_by_label("Salasana").fill("demo")
    matti.keyboard.press("Enter")
    expect(matti.locator("[aria-current=page]")).to_contain_text("Saapuneet")
    matti.goto(f"{hub}/staff/notices/")
    expect(matti.get_by_role("heading", name="Tämä laite")).to_be_visible()
    expect(matti.get_by_text("Otettu käyttöön")).to_have_count(0)


def test_who_has_said_no_to_the_browser_reads_where_to_change_it(
    hub: str, matti: Page
) -> None:
    matti.goto(f"{hub}/staff/notices/")
    matti.evaluate("sessionStorage.denied = 'yes'")

    matti.get_by_role("button", name="Näytä ilmoitukset").click()

    expect(matti.locator("[data-push-said]")).to_contain_text("asetuksista")
    accessible(matti)
