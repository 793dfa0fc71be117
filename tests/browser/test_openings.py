"""Those who keep the openings, and a pair that closes the door before its time."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_journey import accessible, sign_in, start_chat, write
from tests.browser.test_lists import BROKEN_WORDS, takes

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
REASON = "Vuorossa on sairastapaus"


@pytest.fixture
def aino(browser: Browser, hub: str) -> Iterator[Page]:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{hub}/staff/")
    page.fill("input[name=login]", "aino@example.org")
    page.fill("input[name=password]", "demo")
    page.click("button[type=submit]")
    page.get_by_role("link", name="Chatin aukioloajat").click()
    expect(page.locator("h1")).to_have_text("Chatin aukioloajat")
    yield page
    page.context.close()


@pytest.fixture
def pair(browser: Browser, hub: str) -> Iterator[list[Page]]:
    workers = [sign_in(browser, hub, f"{name}@example.org") for name in ("maija", "matti")]
    yield workers
    for worker in workers:
        worker.context.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    yield page
    page.context.close()


def fits(page: Page) -> None:
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert width == 320 or page.evaluate(BROKEN_WORDS) == [], (page.url, width)
    accessible(page)
    page.set_viewport_size({"width": 360, "height": 800})
    accessible(page)
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_keeper_adds_a_rule_and_an_exception_and_takes_them_back(aino: Page) -> None:
    fits(aino)
    aino.get_by_role("link", name="Lisää viikoittainen aukiolo").click()
    aino.select_option("[name=weekday]", "4")
    aino.fill("[name=starts]", "12:00")
    aino.fill("[name=ends]", "10:00")
    aino.get_by_role("button", name="Tallenna").click()
    expect(aino.get_by_role("alert")).to_contain_text("oltava aukeamisajan jälkeen")
    fits(aino)
    aino.fill("[name=ends]", "14:00")
    aino.get_by_role("button", name="Tallenna").click()
    expect(aino.get_by_role("link", name="Muuta Perjantaisin kello 12–14")).to_be_visible()

    aino.get_by_role("link", name="Lisää poikkeus").click()
    fits(aino)
    aino.fill("[name=first_day]", "2099-12-21")
    aino.fill("[name=reason]", "Muutto")
    aino.get_by_role("button", name="Tallenna").click()
    expect(aino.get_by_text("Vain henkilökunnalle: Muutto")).to_be_visible()
    aino.get_by_role("button", name="Poista ma 21.12.2099").click()

    expect(aino.get_by_text("Muutto")).to_have_count(0)
    expect(aino.get_by_text("Poikkeus on poistettu.")).to_be_visible()


def test_a_chat_closed_early_lets_nobody_in_goes_on_for_who_talks_and_opens_again(
    browser: Browser, hub: str, pair: list[Page], aino: Page, visitor: Page
) -> None:
    matti = pair[1]
    start_chat(visitor, hub)
    write(visitor, "Kysyn vuokrasta")
    takes(matti, hub, "Kysyn vuokrasta")
    aino.get_by_role("link", name="Sulje aikaisemmin").first.click()
    fits(aino)
    aino.fill("[name=reason]", REASON)
    aino.check("[name=public]")
    aino.get_by_role("button", name="Tallenna").click()
    expect(aino.get_by_text(REASON)).to_be_visible()
    fits(aino)

    late = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    late.goto(f"{hub}/chat/")
    expect(late.get_by_text(REASON)).to_be_visible()
    accessible(late)
    write(visitor, "Vielä yksi asia")
    expect(matti.get_by_text("Vielä yksi asia").first).to_be_visible()
    matti.goto(f"{hub}/staff/duty/")
    expect(matti.get_by_text(REASON)).to_be_visible()
    accessible(matti)
    matti.get_by_role("button", name="Avaa uudelleen").click()

    expect(matti.get_by_role("link", name="Sulje chat aikaisemmin")).to_be_visible()
    late.goto(f"{hub}/chat/")
    expect(late.locator("[data-start]")).to_be_visible()
    late.context.close()
