"""The roster as its people walk it: with a keyboard, on a phone, without scripts."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_journey import accessible, sign_in
from tests.browser.test_lists import BROKEN_WORDS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture
def leena(browser: Browser, hub: str) -> Iterator[Page]:
    page = sign_in(browser, hub, "leena@example.org")
    yield page
    page.context.close()


@pytest.fixture
def matti(browser: Browser, hub: str) -> Iterator[Page]:
    page = sign_in(browser, hub, "matti@example.org")
    yield page
    page.context.close()


def press(page: Page, name: str) -> None:
    """As somebody without a mouse: on with Tab until the button is reached, then Enter."""
    page.evaluate("document.activeElement.blur()")
    wanted = page.get_by_role("button", name=re.compile(name)).first
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("(button) => button === document.activeElement"):
            page.keyboard.press("Enter")
            return
    pytest.fail(f"{name} is not reached with Tab")


def to_the_gap(page: Page, hub: str) -> None:
    page.goto(f"{hub}/staff/roster/")
    page.locator(".roster-gap a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Vuoro ke")


def test_with_the_keyboard_alone_a_gap_is_filled_offered_and_taken_over(
    hub: str, leena: Page, matti: Page
) -> None:
    to_the_gap(matti, hub)
    expect(matti.get_by_text("Parissa kaksi eri nimikettä")).to_be_visible()
    press(matti, "Ilmoittaudu")
    expect(matti.get_by_role("heading", name="Oma vuorosi")).to_be_visible()
    leena.goto(f"{hub}/staff/inbox/")
    press(matti, "Pyydä")
    expect(matti.get_by_text("Pyyntö on lähetetty koko yksikölle")).to_be_visible()
    accessible(matti)

    notice = leena.locator(".roster-notice")
    expect(notice).to_contain_text("Sosiaaliohjaaja Matti kysyy")  # came by itself
    accessible(leena)
    leena.reload()
    expect(notice).to_be_visible()
    press(leena, "Kuittaa")
    expect(notice).to_have_count(0)

    leena.goto(f"{hub}/staff/roster/")
    press(leena, "Otan vuoron")
    expect(leena.locator("main li.card")).to_contain_text(["Paula", "Leena"])
    press(leena, "Luovu vuorosta")
    expect(leena.get_by_text("1 puuttuu")).to_be_visible()
    expect(leena.get_by_text("Sosiaaliohjaaja Matti · vaihdettu toiselle")).to_be_visible()
    accessible(leena)


@pytest.mark.parametrize("view", ["week", "month", "mine"])
def test_each_view_is_accessible_breaks_no_word_and_fits_every_screen(
    hub: str, leena: Page, view: str
) -> None:
    coming = (datetime.now(UTC) + timedelta(days=14)).date()
    leena.goto(f"{hub}/staff/roster/?view={view}&day={coming}")
    leena.locator("summary", has_text="Lisää poissaolo").click()

    for width in (1280, 360, 320):
        leena.set_viewport_size({"width": width, "height": 740})
        assert width < 360 or leena.evaluate(BROKEN_WORDS) == [], width
        assert leena.evaluate("document.documentElement.scrollWidth") <= width
        accessible(leena)


def test_without_scripts_a_seat_is_given_and_a_calendars_address_made(
    browser: Browser, hub: str, leena: Page
) -> None:
    context = browser.new_context(
        java_script_enabled=False, storage_state=leena.context.storage_state()
    )
    page = context.new_page()
    page.goto(f"{hub}/staff/roster/")
    page.locator(".roster-gap a").first.click()

    page.get_by_label("Kenelle").select_option(label="Sosiaaliohjaaja Matti (eri nimike)")
    page.get_by_role("button", name="Anna vuoro").click()
    expect(page.locator("main li.card")).to_contain_text(["Paula", "Matti"])
    page.get_by_role("button", name="Poista vuorosta: Matti").click()
    expect(page.get_by_text("1 puuttuu")).to_be_visible()

    page.goto(f"{hub}/staff/roster/?view=mine")
    page.get_by_role("button", name="Tee osoite").click()
    link = page.get_by_label("Osoite").input_value()
    assert "BEGIN:VEVENT" in context.request.get(link).text()
    context.close()
