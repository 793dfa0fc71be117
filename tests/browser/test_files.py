"""Files in the chat as both sides meet them, with a scanner that speaks the real protocol."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_journey import accessible, sign_in, start_chat, write
from tests.conversations.samples import (
    CANARY,
    Clamd,
    clamd,
    document,
    picture,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
SETTINGS = {"CHAT_ATTACHMENTS": "1", "CHAT_ATTACHMENTS_PER_TEN_MINUTES": "100"}
SOON = 20_000  # a worker of Celery comes in between


@pytest.fixture(scope="module", autouse=True)
def started() -> Iterator[Clamd]:
    """Before the hub, which is told where it is."""
    with clamd() as server:
        SETTINGS["CLAMAV_URL"] = server.address
        yield server


@pytest.fixture
def scanner(started: Clamd) -> Iterator[Clamd]:
    yield started
    started.manner = "honest"


@pytest.fixture(scope="module")
def pair(browser: Browser, hub: str) -> Iterator[list[Page]]:
    workers = [sign_in(browser, hub, f"{name}@example.org") for name in ("maija", "matti")]
    yield workers
    for worker in workers:
        worker.context.close()


@pytest.fixture(params=[True], ids=["scripts"])
def visitor(
    request: pytest.FixtureRequest, browser: Browser, hub: str, pair: list[Page]
) -> Iterator[Page]:
    """Ends the visit afterwards: the pair takes only so many at a time."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=request.param
    )
    page = context.new_page()
    page.goto(f"{hub}/chat/")
    page.locator("[data-start] button").click()
    expect(page.locator("[data-room]")).to_be_visible()
    if request.param:
        page.evaluate("import('/static/chat/attach.js')")  # until it is there
    yield page
    room = page.locator("[data-room]")
    if room.count():
        token = str(room.get_attribute("data-token"))
        page.request.post(f"{hub}/chat/leave/", form={"token": token})
    context.close()


without_scripts = pytest.mark.parametrize("visitor", [False], indirect=True, ids=["plain"])


def file(data: bytes, name: str = f"{CANARY}.jpg") -> Any:
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}


def attach(page: Page, data: bytes) -> None:
    details = page.locator("details.attach")
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    page.set_input_files("#file", file(data))
    page.get_by_role("button", name="Lähetä tiedosto").click()


def take(worker: Page, hub: str, text: str) -> None:
    worker.goto(f"{hub}/staff/inbox/?box=queue")
    worker.locator(".item > a", has_text=text).first.click()
    worker.get_by_role("button", name="Ota keskustelu").click()
    expect(worker.locator("#reply")).to_be_visible()


def last(page: Page) -> Any:
    return page.locator("[data-lines] > li").last


def saved(page: Page, line: Any) -> bytes:
    with page.expect_download() as download:
        line.get_by_text("Tallenna tiedosto").click()
    path = download.value.path()
    return path.read_bytes()


def test_a_file_goes_each_way_and_what_is_being_written_stays(
    hub: str, pair: list[Page], visitor: Page, scanner: Clamd
) -> None:
    matti = pair[1]
    write(visitor, "Saanko lähettää kuitin?")
    take(matti, hub, "Saanko lähettää kuitin?")
    visitor.fill("#text", "Kirjoitan vielä")

    attach(visitor, picture("JPEG", (1200, 900)))
    expect(last(visitor)).to_contain_text("tiedosto-2.jpg")
    expect(last(visitor).locator("[data-field=state]")).to_have_text(
        "Lähetetty", timeout=SOON
    )
    expect(visitor.locator("#text")).to_have_value("Kirjoitan vielä")
    accessible(visitor)

    card = last(matti).locator("[data-file=clean]")
    expect(card).to_be_visible(timeout=SOON)
    assert CANARY.encode() not in saved(matti, card)
    card.get_by_text("Näytä kuva").click()
    expect(card.locator("img")).to_be_visible()
    assert (
        card.locator("img").evaluate(
            "async e => { await e.decode(); return e.naturalWidth }"
        )
        == 1200
    )
    matti.fill("#reply", "Vastaan pian")
    attach(matti, document())
    expect(last(matti)).to_contain_text("tiedosto-3.pdf")
    expect(last(matti).locator("[data-file=clean]")).to_be_visible(timeout=SOON)
    expect(matti.locator("#reply")).to_have_value("Vastaan pian")
    accessible(matti)

    expect(last(visitor)).to_contain_text("tiedosto-3.pdf")
    expect(last(visitor).get_by_text("Tallenna tiedosto")).to_be_visible(timeout=SOON)
    assert saved(visitor, last(visitor)).startswith(b"%PDF-")
    accessible(visitor)
    assert visitor.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_harmful_file_is_destroyed_and_both_are_told(
    hub: str, pair: list[Page], visitor: Page, scanner: Clamd
) -> None:
    matti = pair[1]
    write(visitor, "Haitallinen tulossa")
    take(matti, hub, "Haitallinen tulossa")
    scanner.manner = "infected"

    attach(visitor, picture())

    for page in (visitor, matti):
        expect(last(page)).to_contain_text("Tiedosto on tuhottu.", timeout=SOON)
    refused = visitor.locator("[data-lines] > li", has_text="tiedosto-2.jpg")
    expect(refused).to_contain_text("ei hyväksytty")
    expect(matti.locator("[data-file=infected]")).to_contain_text("Tuhottu")
    accessible(matti)


def test_a_file_that_nobody_could_check_is_saved_only_past_a_warning(
    hub: str, pair: list[Page], visitor: Page, scanner: Clamd
) -> None:
    matti = pair[1]
    write(visitor, "Skanneri rikki")
    take(matti, hub, "Skanneri rikki")
    scanner.manner = "garbage"

    attach(visitor, picture())

    card = last(matti).locator("[data-file=held]")
    expect(card).to_be_visible(timeout=SOON)
    expect(card.get_by_role("link")).to_have_count(0)
    card.get_by_text("Tallenna tarkistamatta").click()
    expect(card.get_by_text("Se voi vahingoittaa laitettasi")).to_be_visible()
    accessible(matti)
    with matti.expect_download() as download:
        card.get_by_role("button", name="Tallenna silti").click()
    assert download.value.suggested_filename == "tiedosto-2.jpg"


def test_a_refused_file_says_why_beside_its_field(visitor: Page) -> None:
    visitor.fill("#text", "Kesken")
    visitor.locator("details.attach summary").click()
    visitor.get_by_role("button", name="Lähetä tiedosto").click()
    expect(visitor.locator("[data-file-error]")).to_have_text("Valitse ensin tiedosto.")

    attach(visitor, b"MZ a program")
    expect(visitor.locator("[data-file-error]")).to_contain_text("Vain kuvia")
    expect(visitor.locator("[data-lines] > li")).to_have_count(0)
    accessible(visitor)
    attach(visitor, bytes(9 * 1024 * 1024))
    expect(visitor.locator("[data-file-error]")).to_contain_text("enintään 8 Mt")
    expect(visitor.locator("#text")).to_have_value("Kesken")


def test_a_file_that_did_not_get_through_is_sent_again_and_once(visitor: Page) -> None:
    way = re.compile(r".*/chat/files/$")
    visitor.route(way, lambda route: route.abort())
    attach(visitor, picture())
    again = last(visitor).get_by_role("button", name="Yritä uudelleen")
    expect(again).to_be_visible()

    visitor.unroute(way)
    again.click()

    expect(last(visitor)).to_contain_text("tiedosto-1.jpg")
    expect(visitor.locator("[data-lines] > li")).to_have_count(1)


@without_scripts
def test_the_same_without_scripts(
    hub: str, pair: list[Page], visitor: Page, scanner: Clamd
) -> None:
    matti = pair[1]
    visitor.fill("#text", "Ilman skriptejä")
    visitor.get_by_role("button", name="Lähetä", exact=True).click()
    take(matti, hub, "Ilman skriptejä")
    visitor.fill("#text", "Kirjoitan vielä")

    attach(visitor, b"MZ a program")
    expect(visitor.locator("[data-file-error]")).to_contain_text("Vain kuvia")
    expect(visitor.locator("#text")).to_have_value("Kirjoitan vielä")
    attach(visitor, picture())
    expect(last(visitor)).to_contain_text("tiedosto-2.jpg")
    expect(visitor.locator("#text")).to_have_value("Kirjoitan vielä")

    attach(matti, document())
    expect(last(matti)).to_contain_text("tiedosto-3.pdf")
    expect(last(matti).locator("[data-file=clean]")).to_be_visible(timeout=SOON)
    visitor.get_by_role("button", name="Hae uudet viestit").click()
    expect(last(visitor)).to_contain_text("tiedosto-3.pdf")
    assert saved(visitor, last(visitor)).startswith(b"%PDF-")


def test_a_keeper_turns_files_off_and_on(
    browser: Browser, hub: str, pair: list[Page]
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    leena = context.new_page()
    leena.goto(f"{hub}/admin/attachments/")
    leena.fill("input[name=login]", "leena@example.org")
    leena.fill("input[name=password]", "demo")
    leena.click("button[type=submit]")
    accessible(leena)
    leena.get_by_role("button", name="Ota tiedostot pois käytöstä").click()
    expect(leena.get_by_text("Pois käytöstä:")).to_be_visible()
    visit = browser.new_context()
    page = visit.new_page()
    start_chat(page, hub)
    expect(page.locator("details.attach")).to_have_count(0)
    token = str(page.locator("[data-room]").get_attribute("data-token"))
    page.request.post(f"{hub}/chat/leave/", form={"token": token})

    leena.get_by_role("button", name="Ota tiedostot käyttöön").click()

    expect(leena.get_by_text("Käytössä:")).to_be_visible()
    visit.close()
    context.close()
