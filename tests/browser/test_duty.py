"""The door and the duty room as the pair, their supervisor and those who wait live them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_journey import accessible, sign_in, start_chat, write
from tests.browser.test_lists import BROKEN_WORDS, takes

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
SETTINGS = {"CHAT_CONVERSATIONS_PER_PAIR": "1"}
# A heartbeat's grace of 20 s, the hub's look every 5 s, and a busy machine.
SILENCE = 60_000


@pytest.fixture
def pair(browser: Browser, hub: str) -> Iterator[list[Page]]:
    workers = [sign_in(browser, hub, f"{name}@example.org") for name in ("maija", "matti")]
    yield workers
    for context in browser.contexts:
        context.close()


@pytest.fixture
def visitors(browser: Browser, hub: str, pair: list[Page]) -> Iterator[list[Page]]:
    """The first in conversation with Maija, who has her hands full; the others wait."""
    small = {"width": 360, "height": 740}
    pages = [browser.new_context(viewport=small).new_page() for _ in range(3)]
    for page, words in zip(pages, ("Ensimmäinen", "Toinen", "Kolmas"), strict=True):
        start_chat(page, hub)
        write(page, words)
        if words == "Ensimmäinen":
            takes(pair[0], hub, words)
    yield pages
    for page in pages:
        if page.locator("[data-room]").count():
            ends(page)
            expect(page.locator("[data-ended]")).to_be_visible()


def hears(page: Page, words: str, timeout: int = 5_000) -> None:
    """As a screen reader is told it: by the live region in the accessibility tree."""
    region = page.get_by_role("status").filter(has_text=words)
    expect(region).to_have_count(1, timeout=timeout)


def ends(visitor: Page) -> None:
    visitor.locator(".ending:first-of-type > summary").click()
    visitor.get_by_role("button", name="Kyllä, lopeta").click()


def test_who_waits_for_full_hands_hears_their_place_and_how_it_moves(
    browser: Browser, hub: str, visitors: list[Page], pair: list[Page]
) -> None:
    _talking, second, third = visitors
    hears(second, "niin monta keskustelua kuin he voivat hoitaa")
    hears(third, "Edelläsi on 1 keskustelu")
    newcomer = browser.new_page()
    newcomer.goto(f"{hub}/chat/")
    expect(newcomer.get_by_text("Siellä odottaa nyt 2 asiakasta")).to_be_visible()
    accessible(newcomer)
    pair[1].goto(f"{hub}/staff/duty/")
    expect(pair[1].get_by_text("niin monta keskustelua kuin parille")).to_be_visible()

    second.fill("#text", "Kesken jäi")
    ends(second)

    hears(third, "Olet jonossa seuraavana")
    expect(second.locator("[data-kept] textarea")).to_have_value("Kesken jäi")
    accessible(third)


def test_a_silent_worker_is_told_to_everybody_and_nobody_is_left_in_silence(
    browser: Browser, hub: str, visitors: list[Page], pair: list[Page]
) -> None:
    talking, second, _third = visitors
    leena = sign_in(browser, hub, "leena@example.org")
    pair[1].context.close()

    for page in (leena, pair[0]):
        hears(page, "Poissa: Sosiaaliohjaaja Matti", SILENCE)
    hears(second, "Kaikki chatin työntekijät eivät ole juuri nyt paikalla", SILENCE)
    accessible(leena)
    matti = sign_in(browser, hub, "matti@example.org")
    expect(leena.locator(".alerts[data-on=presence]")).to_have_text("")
    matti.context.close()
    pair[0].context.close()

    hears(leena, "Kukaan vuorossa olevista ei ole paikalla", SILENCE)
    for page in (talking, second):
        hears(page, "Voit soittaa meille", SILENCE)
    accessible(second)


def test_the_pair_shares_the_diary_of_their_opening_by_keyboard(
    hub: str, pair: list[Page], visitors: list[Page]
) -> None:
    maija, matti = pair
    for page in pair:
        page.goto(f"{hub}/staff/duty/")
    matti.fill("#entry", "Matti kirjoittaa")
    maija.locator("#entry").focus()
    maija.keyboard.type("Vuokrasta kysyttiin")
    maija.keyboard.press("Tab")
    maija.keyboard.press("Enter")

    diary = matti.get_by_role("log")
    expect(diary).to_contain_text("Vuokrasta kysyttiin")
    expect(matti.locator("#entry")).to_have_value("Matti kirjoittaa")
    take = matti.get_by_role("button", name="Ota keskustelu").first
    take.focus()
    ends(visitors[2])
    expect(matti.get_by_role("button", name="Ota keskustelu")).to_have_count(1)
    expect(matti.get_by_role("button", name="Ota keskustelu")).to_be_focused()
    maija.get_by_role("link", name="Avaukset ja niiden yhteenvedot").click()
    maija.locator("tbody a").first.click()
    expect(maija.get_by_role("log")).to_contain_text("Vuokrasta kysyttiin")


def test_the_duty_pages_are_accessible_and_fit_every_screen(
    hub: str, pair: list[Page], visitors: list[Page]
) -> None:
    matti = pair[1]
    matti.goto(f"{hub}/staff/duty/openings/")
    summary = matti.locator("tbody a").first.get_attribute("href")
    for path in ("/staff/duty/", "/staff/duty/openings/", summary):
        matti.goto(f"{hub}{path}")
        for width in (1280, 360, 320):
            matti.set_viewport_size({"width": width, "height": 740})
            assert width == 320 or matti.evaluate(BROKEN_WORDS) == [], (path, width)
            assert matti.evaluate("document.documentElement.scrollWidth") <= width
            accessible(matti)
