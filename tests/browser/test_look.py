"""What a visitor's pages promise to the eye, the hand, the ear and the old phone."""

import gzip
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Response,
    Route,
    expect,
)

from tests.browser.test_journey import accessible, sign_in, start_chat, write

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
ELSEWHERE = re.compile(r"https://www\.ilmatieteenlaitos\.fi/.*")
FIRST_PAGE_BYTES, CHAT_PAGE_BYTES, LOADER_BYTES = 10 * 1024, 15 * 1024, 2 * 1024
SMALL = """() => [...document.querySelectorAll("main a, main button, main input:not([type=hidden]), main select,"
  + "main textarea, main summary, .exit button, .languages a")].filter((e) => e.offsetParent).map((e) => {
  const box = (e.closest("label") || e).getBoundingClientRect();
  return [e.textContent.trim() || e.name, Math.round(box.height), getComputedStyle(e).display];
}).filter(([, height, display]) => height < 44 && display !== "inline")"""


@pytest.fixture(scope="module")
def pair(browser: Browser, hub: str) -> Iterator[list[Page]]:
    workers = [sign_in(browser, hub, f"{name}@example.org") for name in ("maija", "matti")]
    yield workers
    for worker in workers:
        worker.context.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.route(ELSEWHERE, lambda route: weather(route))
    yield context
    context.close()


def weather(route: Route) -> None:
    route.fulfill(body="<title>Weather</title>", content_type="text/html")


@pytest.mark.parametrize(
    "path",
    [
        "/", "/chat/", "/privacy/", "/accessibility/", "/sv/chat/", "/en/chat/", "/selko/chat/", "/nowhere/",
        "/accounts/login/",
    ],
)  # fmt: skip
def test_a_page_is_accessible_and_fits_a_small_screen_and_large_text(
    hub: str, visit: BrowserContext, pair: list[Page], path: str
) -> None:
    page = visit.new_page()
    page.goto(hub + path)

    accessible(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", ["/", "/chat/"])
def test_everything_that_is_pressed_is_large_enough(
    hub: str, visit: BrowserContext, pair: list[Page], path: str
) -> None:
    page = visit.new_page()
    page.goto(hub + path)

    assert page.evaluate(SMALL) == []


def test_the_conversation_and_its_end_are_accessible_and_one_step_of_history(
    hub: str, visit: BrowserContext, pair: list[Page]
) -> None:
    page = visit.new_page()
    start_chat(page, hub)
    write(page, "Hei")
    expect(page.locator("[data-field=state]")).to_have_text("Lähetetty")

    accessible(page)
    assert page.evaluate(SMALL) == []
    assert page.title() == "Siun sote"
    page.fill("[data-composer] textarea", "Jäi kesken")
    page.locator(".ending:first-of-type > summary").click()
    page.get_by_role("button", name="Kyllä, lopeta").click()
    expect(page.locator("[data-kept] textarea")).to_have_value("Jäi kesken")
    accessible(page)
    page.get_by_label("Osittain").check()
    page.check("input[name=got_advice][value=yes]")
    page.get_by_role("button", name="Lähetä vastaus").click()
    expect(page.locator("h1")).to_have_text("Kiitos vastauksestasi")
    accessible(page)
    assert page.evaluate("history.length") == 2  # the blank page of a new tab, and ours
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0


@pytest.mark.parametrize("way", ["button", "shift"])
def test_one_press_leaves_and_the_back_button_does_not_return(
    hub: str, visit: BrowserContext, pair: list[Page], way: str
) -> None:
    page = visit.new_page()
    start_chat(page, hub)
    write(page, "Salainen asia")
    expect(page.locator("[data-field=state]")).to_have_text("Lähetetty")

    if way == "button":
        page.get_by_role("button", name="Poistu sivulta nopeasti").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")

    page.wait_for_url(ELSEWHERE)
    page.go_back()
    assert "Salainen" not in page.content()
    page.goto(f"{hub}/chat/")
    expect(page.locator("[data-start]")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0


def test_the_way_out_works_without_scripts(
    browser: Browser, hub: str, pair: list[Page]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.route(ELSEWHERE, weather)
    page = context.new_page()
    page.goto(f"{hub}/chat/")
    page.get_by_role("button", name="Aloita keskustelu").click()

    page.get_by_role("button", name="Poistu sivulta nopeasti").click()

    page.wait_for_url(ELSEWHERE)
    assert context.cookies() == []
    context.close()


def test_a_note_between_two_replies_does_not_disturb_the_visitor(
    browser: Browser, hub: str, visit: BrowserContext, pair: list[Page]
) -> None:
    matti = pair[1]
    frames: list[str] = []
    page = visit.new_page()
    page.on("websocket", lambda s: s.on("framesent", lambda f: frames.append(str(f))))
    start_chat(page, hub)
    write(page, "Onko täällä joku?")
    matti.goto(f"{hub}/staff/inbox/?box=queue")
    matti.locator(".item > a", has_text="Onko täällä joku?").click()
    matti.get_by_role("button", name="Ota keskustelu").click()
    expect(matti.locator("#reply")).to_be_visible()

    matti.locator("[name=note]").check()
    write(matti, "Vain meille")
    expect(matti.locator(".message-note")).to_contain_text("Vain meille")
    matti.locator("[name=note]").uncheck()
    write(matti, "Täällä ollaan")

    expect(page.locator("[data-lines] li").last).to_contain_text("Täällä ollaan")
    expect(page.locator("[data-lines]")).not_to_contain_text("Vain meille")
    page.wait_for_timeout(1000)
    assert sum('"join"' in frame for frame in frames) <= 3


def sent(response: Response) -> int:
    """Bytes of the body as they travelled; of what only a proxy in front compresses, as it would."""
    if "content-encoding" in response.headers:
        return int(response.headers["content-length"])
    return len(gzip.compress(response.body(), 6))


def test_the_chat_page_is_light(hub: str, visit: BrowserContext, pair: list[Page]) -> None:
    """The first page is read on a slow phone; what only a conversation needs comes when one begins."""
    sizes: dict[str, int] = {}
    page = visit.new_page()
    page.on("response", lambda r: sizes.update({r.url.removeprefix(hub): sent(r)}))

    page.goto(f"{hub}/chat/", wait_until="networkidle")
    first = dict(sizes)
    page.click("[data-start] button")
    write(page, "Hei")
    expect(page.locator("[data-field=state]")).to_have_text("Lähetetty")

    everything = {url: size for url, size in sizes.items() if "/start/" not in url}
    assert 4 <= len(first) < len(everything)
    assert sum(first.values()) <= FIRST_PAGE_BYTES, first
    assert sum(everything.values()) <= CHAT_PAGE_BYTES, everything
    loader = page.request.get(f"{hub}/chat/embed.js")
    assert loader.ok
    assert len(gzip.compress(loader.body())) <= LOADER_BYTES


@pytest.fixture
def other_site(hub: str) -> Iterator[str]:
    """A page of another origin; served for real, because browsers keep made-up hosts away from this machine."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(
                f'<div data-contact-hub></div><script src="{hub}/chat/embed.js"></script>'.encode()
            )

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_another_site_shows_the_door_and_opens_the_chat(
    browser: Browser, hub: str, pair: list[Page], other_site: str
) -> None:
    page = browser.new_page()

    page.goto(other_site)

    expect(page.locator("[data-contact-hub]")).to_contain_text("avoinna nyt")
    page.get_by_role("link").click()
    expect(page).to_have_url(f"{hub}/chat/")
    page.close()
