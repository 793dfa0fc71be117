"""A question left at a closed door: its code, the worker's answer, and the way back to read it and go on."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_journey import accessible, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
TEXT = "Voiko vuokravakuutta hakea etukäteen?"


@pytest.fixture
def maija(browser: Browser, hub: str) -> Iterator[Page]:
    """Alone at the desk: the door stays shut, and a question can be answered all the same."""
    page = sign_in(browser, hub, "maija@example.org")
    yield page
    page.context.close()


@pytest.fixture(params=[False, True], ids=["no scripts", "scripts"])
def visit(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        java_script_enabled=request.param, viewport={"width": 320, "height": 640}
    )
    context.set_extra_http_headers({"Accept-Language": "fi"})
    yield context
    context.close()


def looks_right(page: Page, with_scripts: bool) -> None:
    """Axe is a script itself: without them the page is the same."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    if with_scripts:
        accessible(page)


def test_a_question_is_left_answered_read_with_its_code_and_gone_on_with(
    hub: str, visit: BrowserContext, maija: Page, request: pytest.FixtureRequest
) -> None:
    scripts = bool(request.node.callspec.params["visit"])
    text = f"{TEXT} {request.node.callspec.id}"
    until(maija, hub, is_open=False)
    page = visit.new_page()
    code = leave(page, hub, text, scripts)

    answer(maija, hub, text)
    page.close()
    later = visit.new_page()
    come_back(later, hub, code, scripts)
    later.fill("#text", "Kiitos, kysyn vielä")
    later.locator("[data-composer] button").last.click()
    expect(later.locator("[data-lines]")).to_contain_text("Kiitos, kysyn vielä")

    expect(maija.locator("[data-lines]")).to_contain_text("Kiitos, kysyn vielä")
    expect(maija.locator("[data-lines]")).not_to_contain_text("poistui")
    accessible(maija)


def until(page: Page, hub: str, *, is_open: bool) -> None:
    """Whoever was present a moment ago counts as present for a while."""
    for _ in range(60):
        if page.request.get(f"{hub}/chat/status.json").json()["open"] == is_open:
            return
        page.wait_for_timeout(1000)
    raise AssertionError("the door does not move")


def leave(page: Page, hub: str, text: str, scripts: bool) -> str:
    page.goto(f"{hub}/chat/")
    looks_right(page, scripts)
    page.fill("#question", "   ")
    page.get_by_role("button", name="Lähetä kysymys").click()
    expect(page.locator("#ask-error")).to_have_text("Kirjoita viesti ennen lähettämistä.")
    page.fill("#question", text)
    page.get_by_role("button", name="Svenska").click()
    expect(page.locator("#question")).to_have_value(text)
    page.get_by_role("button", name="Suomi", exact=True).click()
    page.get_by_role("button", name="Lähetä kysymys").click()
    expect(page.locator("h1")).to_have_text("Kysymyksesi on perillä")
    looks_right(page, scripts)
    return page.locator(".code").inner_text()


def answer(maija: Page, hub: str, text: str) -> None:
    maija.goto(f"{hub}/staff/inbox/?box=questions")
    maija.locator(".item > a", has_text=text).click()
    expect(maija.get_by_text("chatin ollessa kiinni")).to_be_visible()
    accessible(maija)
    maija.get_by_role("button", name="Ota keskustelu").click()
    maija.fill("#reply", "Voi hakea.")
    maija.get_by_role("button", name="Lähetä", exact=True).click()
    expect(maija.locator("[data-lines]")).to_contain_text("Voi hakea.")


def come_back(page: Page, hub: str, code: str, scripts: bool) -> None:
    page.goto(f"{hub}/chat/")
    page.locator("summary", has_text="koodilla").click()
    page.fill("#code", code)
    page.get_by_role("button", name="Avaa keskustelu").click()
    expect(page.locator("[data-lines]")).to_contain_text("Voi hakea.")
    expect(page.locator("[data-status]")).to_contain_text("on vastannut sinulle")
    looks_right(page, scripts)


def test_who_writes_keeps_the_page_when_the_door_opens_and_takes_the_text_along(
    browser: Browser, hub: str, maija: Page
) -> None:
    until(maija, hub, is_open=False)
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    page.clock.install()
    page.goto(f"{hub}/chat/")
    page.fill("#question", TEXT)
    matti = sign_in(browser, hub, "matti@example.org")
    until(matti, hub, is_open=True)

    page.clock.run_for(31_000)

    expect(page.locator("[data-opened]")).to_be_visible()
    expect(page.locator("[data-news]")).to_contain_text("Chat on avautunut")
    expect(page.locator("#question")).to_have_value(TEXT)
    accessible(page)
    page.get_by_role("button", name="Lähetä kysymys").click()
    expect(page.locator("[role=alert]")).to_contain_text("Chat on avautunut")
    accessible(page)
    page.get_by_role("button", name="Aloita keskustelu").click()
    expect(page.locator("[data-composer] textarea")).to_have_value(TEXT)
    for context in (page.context, matti.context):
        context.close()
