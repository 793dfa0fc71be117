"""The notices in Russian, Ukrainian and Arabic, as they look and as they are read."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_journey import accessible, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
# Where a box begins and ends, as parts of the window's width.
PLACE = "e => { const { left, right } = e.getBoundingClientRect(); return [left / innerWidth, right / innerWidth]; }"


@pytest.fixture
def visit(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield context
    context.close()


def place(page: Page, selector: str) -> tuple[float, float]:
    left, right = page.locator(selector).first.evaluate(PLACE)
    return left, right


@pytest.mark.parametrize(
    ("language", "name"), [("ru", "Русский"), ("uk", "Українська"), ("ar", "العربية")]
)
def test_a_notice_is_accessible_fits_a_small_screen_and_is_found_from_the_chat(
    hub: str, visit: BrowserContext, language: str, name: str
) -> None:
    page = visit.new_page()
    page.goto(f"{hub}/chat/")
    page.get_by_role("link", name=name).click()
    expect(page).to_have_url(f"{hub}/{language}/chat/")

    accessible(page)
    assert page.title() == "Siun sote"
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_arabic_notice_runs_from_right_to_left(hub: str, visit: BrowserContext) -> None:
    page = visit.new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{hub}/chat/")
    assert place(page, ".home")[0] < 0.1
    assert place(page, ".exit")[1] > 0.9

    page.goto(f"{hub}/ar/chat/")

    for selector in ("body", "main", "main li", ".exit"):
        direction = page.locator(selector).first.evaluate(
            "e => getComputedStyle(e).direction"
        )
        assert direction == "rtl", selector
    assert place(page, ".home")[1] > 0.9
    assert place(page, ".exit")[0] < 0.1
    card = page.locator(".notice").first
    borders = card.evaluate(
        "e => [getComputedStyle(e).borderRightWidth, getComputedStyle(e).borderLeftWidth]"
    )
    assert borders == ["5px", "1px"]
    phone = page.locator("a[href^='tel:'][dir=ltr]").last
    assert phone.evaluate("e => getComputedStyle(e).direction") == "ltr"


def test_the_arabic_notice_leads_to_a_chat_that_runs_from_left_to_right(
    browser: Browser, hub: str, visit: BrowserContext
) -> None:
    workers = [sign_in(browser, hub, f"{name}@example.org") for name in ("maija", "matti")]
    page = visit.new_page()
    page.goto(f"{hub}/ar/chat/")
    expect(page.locator(".badge-open")).to_contain_text("الدردشة مفتوحة")
    accessible(page)

    page.locator("main a[hreflang=en]").click()

    expect(page).to_have_url(f"{hub}/en/chat/")
    expect(page.get_by_role("button", name="Start conversation")).to_be_visible()
    assert page.locator("html").get_attribute("dir") is None
    for worker in workers:
        worker.context.close()
