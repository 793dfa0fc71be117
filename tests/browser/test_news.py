"""Without scripts the page looks for news in a frame of its own, and what is being written stays."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.test_journey import sign_in, start_chat, write

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
ELSEWHERE = re.compile(r"https://www\.ilmatieteenlaitos\.fi/.*")
SOON = 60_000


@pytest.fixture(scope="module")
def pair(browser: Browser, hub: str) -> Iterator[list[Page]]:
    workers = [sign_in(browser, hub, f"{name}@example.org") for name in ("maija", "matti")]
    yield workers
    for worker in workers:
        worker.context.close()


@pytest.fixture
def visit(browser: Browser, pair: list[Page]) -> Iterator[BrowserContext]:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    context.route(ELSEWHERE, weather)
    yield context
    context.close()


def weather(route: Route) -> None:
    route.fulfill(body="<title>Weather</title>", content_type="text/html")


def test_an_answer_is_announced_by_itself_and_no_typed_word_is_lost(
    hub: str, visit: BrowserContext, pair: list[Page]
) -> None:
    page = visit.new_page()
    start_chat(page, hub)
    write(page, "Kuka vastaa?")
    frame = page.frame_locator("iframe.news")
    expect(frame.locator("body")).to_contain_text("Olet jonossa")
    page.fill("#text", "Jäi kesken")

    pair[1].goto(f"{hub}/staff/inbox/?box=queue")
    pair[1].locator(".item > a", has_text="Kuka vastaa?").click()
    pair[1].get_by_role("button", name="Ota keskustelu").click()
    write(pair[1], "Minä vastaan")

    expect(frame.locator("body")).to_contain_text("1 uusi viesti.", timeout=SOON)
    expect(frame.locator("body")).not_to_contain_text("Minä vastaan")
    expect(page.locator("#text")).to_have_value("Jäi kesken")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Hae uudet viestit").click()
    expect(page.locator("[data-lines]")).to_contain_text("Minä vastaan")
    expect(page.locator("#text")).to_have_value("Jäi kesken")
    expect(frame.locator("body")).to_contain_text("Ei uusia viestejä.")


def test_the_looking_stops_when_asked_and_the_way_out_leaves_nothing_to_come_back_to(
    hub: str, visit: BrowserContext
) -> None:
    page = visit.new_page()
    start_chat(page, hub)
    write(page, "Salainen asia")
    frame = page.frame_locator("iframe.news")
    expect(frame.locator("meta[http-equiv=refresh]")).to_have_count(1)

    frame.get_by_role("link", name="Lopeta automaattinen haku").click()

    expect(frame.get_by_role("link", name="Hae uusia viestejä")).to_be_visible()
    expect(frame.locator("meta[http-equiv=refresh]")).to_have_count(0)
    page.get_by_role("button", name="Poistu sivulta nopeasti").click()
    page.wait_for_url(ELSEWHERE)
    for _ in range(4):
        page.go_back()
        assert "Salainen" not in page.content()
    assert visit.cookies() == []


def test_where_scripts_run_there_is_no_frame(
    browser: Browser, hub: str, pair: list[Page]
) -> None:
    asked: list[str] = []
    page = browser.new_context().new_page()
    page.on("request", lambda request: asked.append(request.url))
    start_chat(page, hub)
    write(page, "Hei")
    expect(page.locator("[data-field=state]")).to_have_text("Lähetetty")

    assert not [url for url in asked if "/news/" in url]
    page.context.close()
