"""What a visitor keeps: a code to come back with, a copy of the words, or nothing at all."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_journey import accessible, sign_in, start_chat, write

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def pair(browser: Browser, hub: str) -> Iterator[list[Page]]:
    workers = [sign_in(browser, hub, f"{name}@example.org") for name in ("maija", "matti")]
    yield workers
    for worker in workers:
        worker.context.close()


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def visit(browser: Browser, pair: list[Page], scripts: bool) -> Iterator[BrowserContext]:
    context = browser.new_context(
        java_script_enabled=scripts, viewport={"width": 320, "height": 640}
    )
    yield context
    context.close()


@pytest.fixture
def checked(scripts: bool) -> Callable[[Page], None]:
    """By axe, which is a script itself: the page without them is the same page."""
    return accessible if scripts else lambda page: None


def begin(visit: BrowserContext, hub: str) -> Page:
    page = visit.new_page()
    start_chat(page, hub)
    write(page, "Salainen asia")
    expect(page.locator("[data-lines]")).to_contain_text("Salainen asia")
    return page


def test_a_code_leads_back_from_another_tab_and_keeps_what_was_being_written(
    hub: str, visit: BrowserContext, checked: Callable[[Page], None]
) -> None:
    page = begin(visit, hub)
    page.fill("#text", "Jäi kesken")
    page.locator("summary", has_text="Säilytä").click()
    page.get_by_role("button", name="Hanki keskustelukoodi").click()
    code = page.locator(".code").inner_text()
    expect(page.locator("#text")).to_have_value("Jäi kesken")
    checked(page)

    later = visit.new_page()
    later.goto(f"{hub}/chat/")
    later.locator("summary", has_text="koodilla").click()
    later.fill("#code", code.lower().replace("-", " "))
    checked(later)
    later.get_by_role("button", name="Avaa keskustelu").click()

    expect(later.locator("[data-lines]")).to_contain_text("Salainen asia")
    expect(later.get_by_text("Olet taas keskustelussasi")).to_be_visible()
    assert later.evaluate("document.documentElement.scrollWidth") <= 320
    checked(later)


def test_a_copy_holds_the_words(hub: str, visit: BrowserContext) -> None:
    page = begin(visit, hub)
    page.locator("summary", has_text="Säilytä").click()

    with page.expect_download() as saved:
        page.get_by_role("button", name="Tallenna kopio").click()

    assert saved.value.suggested_filename == "notes.txt"
    text = Path(saved.value.path()).read_text("utf-8")
    assert re.fullmatch(r"sinä .+\nSalainen asia", text)


def test_a_deleted_conversation_is_gone_from_the_page_and_from_the_workers(
    hub: str, visit: BrowserContext, pair: list[Page], checked: Callable[[Page], None]
) -> None:
    page = begin(visit, hub)
    pair[1].goto(f"{hub}/staff/inbox/?box=queue")
    pair[1].locator(".item > a").last.click()
    expect(pair[1].locator("[data-lines]")).to_contain_text("Salainen")
    page.locator("summary", has_text="Säilytä").click()
    page.locator("summary", has_text="Poista keskustelu").click()
    page.get_by_role("button", name="Kyllä, poista").click()

    expect(page.locator("h1")).to_have_text("Keskustelu on poistettu")
    checked(page)
    assert "Salainen" not in page.content()
    expect(pair[1].locator("[data-lines]")).to_contain_text("Asiakas poisti keskustelun")
    expect(pair[1].locator("[data-lines]")).not_to_contain_text("Salainen")
    pair[0].goto(f"{hub}/staff/inbox/?box=closed")
    pair[0].locator(".item > a").first.click()
    expect(pair[0].locator("[data-lines]")).to_contain_text("Asiakas poisti keskustelun")
    expect(pair[0].locator("[data-lines]")).not_to_contain_text("Salainen")
