"""The check of an embedding site, in the web master's own browser and from a real other origin."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_journey import accessible
from tests.embedded.test_supervisor import free_ports

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
FRAMER, STRANGER = free_ports() + 1500, free_ports() + 1501
SETTINGS = {"EMBED_ORIGINS": f"http://127.0.0.1:{FRAMER}"}
Serve = Callable[..., str]


@pytest.fixture
def serve(hub: str) -> Iterator[Serve]:
    """A page of another origin, with a policy of its own."""
    servers: list[ThreadingHTTPServer] = []

    def serve(
        port: int, *, policy: str = "", body: str = "<div data-contact-hub></div>"
    ) -> str:
        class Site(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                if policy:
                    self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                script = f'<script src="{hub}/chat/embed.js"></script>'
                self.wfile.write(f"<head>{script}</head>{body}".encode())

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", port), Site)
        Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{port}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    yield context.new_page()
    context.close()


def told(page: Page, hub: str) -> str:
    expect(page).to_have_url(f"{hub}/chat/embedding/", timeout=30_000)
    expect(page.locator("[data-report]")).to_be_visible()
    return page.locator("[data-report]").inner_text()


def test_a_site_in_order_is_told_so(hub: str, page: Page, serve: Serve) -> None:
    page.goto(f"{serve(FRAMER)}#chat-check")

    report = told(page, hub)
    assert "✗" not in report
    assert "Sivusto saa näyttää chatin kehyksessä." in report
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_site_that_may_not_frame_and_has_no_place_learns_both(
    hub: str, page: Page, serve: Serve
) -> None:
    page.goto(f"{serve(STRANGER, body='<p>Chat</p>')}#chat-check")

    report = told(page, hub)
    assert "Kehys ei näy." in report
    assert "Paikka, jossa chat näkyy, puuttuu sivulta." in report
    assert "✓ Skripti toimii" in report
    accessible(page)


def test_a_policy_that_stops_the_chat_is_told_with_what_to_add(
    hub: str, page: Page, serve: Serve
) -> None:
    site = serve(FRAMER, policy=f"default-src 'self'; script-src {hub}")
    page.goto(f"{site}#chat-check")

    report = told(page, hub)
    assert f"connect-src {hub}; frame-src {hub}" in report
    assert "mutta ei saa tietää" in report
    assert "Kehys ei näy." in report


def test_what_a_web_master_pastes_is_answered_in_words_and_lines(
    hub: str, page: Page, serve: Serve
) -> None:
    page.goto(f"{hub}/chat/embedding/")
    accessible(page)
    page.fill("#site", f"http://127.0.0.1:{STRANGER}/apua")
    page.fill("#code", "<p>Ei mitään</p>")
    page.fill("#policy", "default-src 'self'")

    page.get_by_role("button", name="Tarkista").click()

    expect(page.locator("#found")).to_contain_text(
        f"EMBED_ORIGINS=http://127.0.0.1:{FRAMER},http://127.0.0.1:{STRANGER}"
    )
    expect(page.locator("#found")).to_contain_text("Skripti puuttuu sivulta.")
    expect(page.locator("#found")).to_contain_text(f"frame-src 'self' {hub};")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    serve(STRANGER)
    page.get_by_role("link", name="Avaa sivusi tarkistuksen kanssa").click()
    assert "Kehys ei näy." in told(page, hub)


def test_without_the_check_the_loader_asks_for_nothing_more(
    hub: str, page: Page, serve: Serve
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(serve(FRAMER), wait_until="networkidle")

    expect(page.get_by_role("link")).to_have_attribute("href", f"{hub}/chat/")
    assert not [url for url in asked if "check" in url]


@pytest.fixture
def wide(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


FRAMED = "<div data-contact-hub data-frame></div>"


def test_where_the_frame_may_show_the_chat_opens_and_stays_in_place(
    hub: str, wide: Page, serve: Serve
) -> None:
    site = serve(FRAMER, body=FRAMED)
    wide.goto(site)

    wide.get_by_role("link").click()

    inside = wide.frame_locator("iframe")
    expect(inside.get_by_role("heading", level=1)).to_be_visible()
    wide.wait_for_timeout(2000)
    assert wide.url == site


@pytest.mark.parametrize("stopped_by", ["us", "them"])
def test_where_the_frame_is_stopped_the_chat_opens_as_a_page(
    hub: str, wide: Page, serve: Serve, stopped_by: str
) -> None:
    policy = f"default-src 'self'; script-src {hub}; style-src 'unsafe-inline'"
    if stopped_by == "us":
        wide.goto(serve(STRANGER, body=FRAMED))
    else:
        wide.goto(serve(FRAMER, body=FRAMED, policy=policy))

    wide.get_by_role("link").click()

    expect(wide).to_have_url(f"{hub}/chat/", timeout=15_000)
    expect(wide.get_by_role("heading", level=1)).to_be_visible()
