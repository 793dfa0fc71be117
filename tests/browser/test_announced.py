"""What a screen reader is told, read from the browser's accessibility tree; and the conversation by keyboard alone."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocketRoute, expect

from tests.browser.test_journey import accessible, sign_in, start_chat, write

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
SETTINGS = {"CHAT_CONVERSATIONS_PER_PAIR": "1"}
REGIONS = {"status": "polite", "log": "polite", "alert": "assertive"}


@pytest.fixture(scope="module")
def pair(browser: Browser, hub: str) -> Iterator[list[Page]]:
    workers = [sign_in(browser, hub, f"{name}@example.org") for name in ("maija", "matti")]
    yield workers
    for worker in workers:
        worker.context.close()


@pytest.fixture
def visit(browser: Browser, pair: list[Page]) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    yield context
    context.close()


def tree(page: Page) -> dict[str, dict[str, Any]]:
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return {node["nodeId"]: node for node in nodes}


def words(nodes: dict[str, dict[str, Any]], node: dict[str, Any]) -> str:
    if node.get("role", {}).get("value") == "StaticText":
        return str(node["name"]["value"])
    inside = [nodes[child] for child in node.get("childIds", []) if child in nodes]
    return " ".join(filter(None, (words(nodes, child) for child in inside)))


def said(page: Page, role: str) -> str:
    """What stands in the live regions of a role; a region that would not be announced fails the test."""
    nodes = tree(page)
    texts = []
    for node in nodes.values():
        if node.get("role", {}).get("value") != role:
            continue
        live = {each["name"]: each["value"].get("value") for each in node["properties"]}
        assert live["live"] == REGIONS[role], node
        texts.append(words(nodes, node))
    return " ".join(texts)


def hears(page: Page, role: str, text: str) -> None:
    for _ in range(300):
        if text in said(page, role):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{text!r} is not among {said(page, role)!r}")


def names(page: Page, role: str) -> list[str]:
    return [
        str(node["name"]["value"])
        for node in tree(page).values()
        if node.get("role", {}).get("value") == role and not node["ignored"]
    ]


def take(worker: Page, hub: str, text: str) -> None:
    worker.goto(f"{hub}/staff/inbox/?box=queue")
    worker.locator(".item > a", has_text=text).click()
    worker.get_by_role("button", name="Ota keskustelu").click()
    expect(worker.locator("#reply")).to_be_visible()


def leave(page: Page) -> None:
    page.locator(".ending:first-of-type > summary").click()
    page.get_by_role("button", name="Kyllä, lopeta").click()
    expect(page.locator("h1")).to_have_text("Keskustelu on päättynyt")


def test_the_queue_the_taking_the_messages_and_a_full_chat_are_announced(
    hub: str, visit: BrowserContext, pair: list[Page]
) -> None:
    first, second, third = (visit.new_page() for _ in range(3))
    for page, text in ((first, "Ensimmäinen"), (second, "Toinen"), (third, "Kolmas")):
        start_chat(page, hub)
        write(page, text)
    hears(third, "status", "Edelläsi on 2 keskustelua.")
    assert "Viestit" in names(third, "log")

    leave(first)
    hears(third, "status", "Edelläsi on 1 keskustelu.")
    take(pair[1], hub, "Toinen")
    hears(second, "log", "Sosiaaliohjaaja Matti vastaa sinulle nyt.")
    hears(third, "status", "Olet jonossa seuraavana.")
    hears(third, "status", "Työntekijöillä on nyt niin monta keskustelua")

    pair[1].locator("#reply").press_sequentially("Hei")
    hears(second, "status", "Sosiaaliohjaaja Matti kirjoittaa")
    pair[1].locator("[data-composer] button").first.click()
    hears(second, "log", "Hei")
    write(second, "Tunnukseni on 010180-9015")
    hears(second, "status", "Peitimme sen")
    write(second, "ä" * 2001)
    hears(second, "alert", "Viesti on liian pitkä")
    leave(second)
    leave(third)


def test_a_message_that_did_not_go_is_announced_with_a_way_to_try_again(
    hub: str, visit: BrowserContext
) -> None:
    page = visit.new_page()
    start_chat(page, hub)
    visit.set_offline(True)
    hears(page, "status", "Ei verkkoyhteyttä.")

    write(page, "Katkon aikana")

    hears(page, "log", "Yritä uudelleen")
    assert "Yritä uudelleen" in names(page, "button")
    visit.set_offline(False)
    hears(page, "log", "Lähetetty")
    hears(page, "status", "Olet jonossa")
    leave(page)


def test_closing_soon_is_announced(hub: str, visit: BrowserContext) -> None:
    page = visit.new_page()
    sockets: list[WebSocketRoute] = []
    closing: list[bool] = []  # from then on the hub's own word of the queue is not heard

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda frame: None if closing else socket.send(frame))
        sockets.append(socket)

    page.route_web_socket("**/ws/chat/", between)
    start_chat(page, hub)
    hears(page, "status", "Olet jonossa")

    frame = {"type": "state", "state": "open", "ahead": 0, "answerers": "", "taken": "Otettu.",
             "notice": "Chat sulkeutuu klo 15. Keskustelusi käydään loppuun."}  # fmt: skip
    closing.append(True)
    sockets[-1].send(json.dumps(frame))

    hears(page, "status", "Chat sulkeutuu klo 15.")
    hears(page, "log", "Otettu.")
    accessible(page)
    leave(page)


def test_a_conversation_is_had_by_keyboard_alone(
    hub: str, visit: BrowserContext, pair: list[Page]
) -> None:
    page = visit.new_page()
    page.goto(f"{hub}/chat/")

    def reach(selector: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                outline = page.evaluate(
                    "getComputedStyle(document.activeElement).outlineStyle"
                )
                assert outline == "solid"
                return
        raise AssertionError(f"{selector} cannot be reached with Tab")

    reach("[data-start] button")
    page.keyboard.press("Enter")
    expect(page.locator("[data-room]")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "main"
    reach("#text")
    page.keyboard.type("Näppäimillä")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-field=state]")).to_have_text("Lähetetty")
    assert page.evaluate("document.activeElement.id") == "text"
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate(
            "document.activeElement.matches('.ending:first-of-type > summary')"
        ):
            break
    page.keyboard.press("Enter")
    reach("[data-leave] button")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Keskustelu on päättynyt")


def test_two_tabs_of_a_conversation_see_both_sides_and_end_together(
    hub: str, visit: BrowserContext, pair: list[Page]
) -> None:
    one = visit.new_page()
    start_chat(one, hub)
    write(one, "Ensimmäisestä välilehdestä")
    with (
        visit.expect_page() as opened
    ):  # a tab made from this one inherits what it remembers
        one.evaluate("() => { window.open(location.href); }")
    two = opened.value
    expect(two.locator("[data-lines]")).to_contain_text("Ensimmäisestä välilehdestä")

    write(two, "Toisesta välilehdestä")
    expect(one.locator("[data-lines]")).to_contain_text("Toisesta välilehdestä")
    take(pair[1], hub, "Toisesta välilehdestä")
    write(pair[1], "Vastaus molempiin")
    for tab in (one, two):
        expect(tab.locator("[data-lines]")).to_contain_text("Vastaus molempiin")
        expect(tab.locator("[data-lines] .message-client")).to_have_count(2)
        expect(tab.locator("[data-lines] .message-worker")).to_have_count(1)
    two.fill("#text", "Jäi kesken")
    leave(one)

    expect(two.locator("h1")).to_have_text("Keskustelu on päättynyt")
    expect(two.locator("[data-kept] textarea")).to_have_value("Jäi kesken")
    assert two.evaluate("sessionStorage.length") == 0
