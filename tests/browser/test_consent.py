"""From an anonymous chat to a worker who calls: asked, explained, agreed to or not, and taken back; and the page for
whoever wants to be contacted without a chat."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_journey import accessible, sign_in, start_chat, write
from tests.browser.test_look import SMALL
from tests.browser.test_thread import take

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
def looked_at(scripts: bool) -> Callable[[Page], None]:
    """It fits 320 px, is large enough for a thumb, and axe, which is a script itself, has nothing to say."""

    def look(page: Page) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert page.evaluate(SMALL) == []
        if scripts:
            accessible(page)

    return look


def talk(visit: BrowserContext, hub: str, worker: Page, text: str) -> Page:
    page = visit.new_page()
    start_chat(page, hub)
    write(page, text)
    expect(page.locator("[data-lines]")).to_contain_text(text)
    take(worker, hub, text)
    return page


def ask(worker: Page, purpose: str) -> None:
    worker.get_by_role("button", name=f"Kysy: {purpose}").click()
    expect(worker.get_by_text("Kysytty, ei vielä vastausta")).to_be_visible()
    expect(worker.get_by_role("button", name="Peru kysymys")).to_be_focused()


def look_again(page: Page, scripts: bool) -> None:
    """With scripts the question comes by itself, without them with the next look."""
    if not scripts:
        page.get_by_role("button", name="Hae uudet viestit").click()


def leave(page: Page) -> None:
    page.locator("summary", has_text="Lopeta keskustelu").click()
    page.get_by_role("button", name="Kyllä, lopeta").click()


def fits(page: Page) -> None:
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        accessible(page)
    page.set_viewport_size({"width": 1280, "height": 800})


def test_who_agrees_is_known_to_the_worker_by_a_request_and_to_nobody_in_the_chat(
    hub: str,
    visit: BrowserContext,
    pair: list[Page],
    scripts: bool,
    looked_at: Callable[[Page], None],
) -> None:
    matti, words = pair[1], f"Vuokravelka {scripts}"
    page = talk(visit, hub, matti, words)
    page.fill("#text", "Jäi kesken")
    ask(matti, "Työntekijä soittaa")
    fits(matti)

    look_again(page, scripts)
    expect(page.get_by_role("heading", name="saammeko ottaa sinuun")).to_be_visible()
    expect(page.locator("#text")).to_have_value("Jäi kesken")
    looked_at(page)
    agree(page, looked_at)

    expect(page.get_by_role("heading", name="Sinulla on yhteydenotto")).to_be_visible()
    expect(page.locator("#text")).to_have_value("Jäi kesken")
    expect(page.locator("main")).not_to_contain_text("Kaisa")
    looked_at(page)
    card = matti.locator("[data-consent] a")
    expect(card).to_contain_text("Yhteydenottopyyntö")
    expect(matti.locator("[data-lines]")).not_to_contain_text("Kaisa")
    card.click()
    handle(matti, words)
    leave(page)


def agree(page: Page, looked_at: Callable[[Page], None]) -> None:
    """At the second try, and with a text half written in the chat."""
    page.get_by_role("button", name="Kerro lisää ja jatka").click()

    expect(page.locator("h1")).to_have_text(
        "Saammeko ottaa sinuun yhteyttä chatin ulkopuolella?"
    )
    expect(page.locator("#draft")).to_have_value("Jäi kesken")
    looked_at(page)
    page.fill("#phone", "12345")
    page.get_by_role("button", name="Suostun").click()
    expect(page.locator("#phone-error")).to_be_visible()
    expect(page.locator("#phone")).to_have_value("12345")
    looked_at(page)
    page.fill("#name", "Kaisa")
    page.fill("#phone", "040 123 4567")
    page.get_by_role("button", name="Suostun").click()


def handle(matti: Page, words: str) -> None:
    """The request from its taking to an offered time, and back to the conversation."""
    expect(matti.get_by_role("link", name="+358 40 1234567")).to_be_visible()
    fits(matti)
    matti.get_by_role("button", name="Ota käsittelyyn").click()
    matti.get_by_role("radio", name="Aika annettiin").check()
    matti.get_by_role("button", name="Tallenna").click()
    expect(matti.get_by_text("Aika annettu")).to_be_visible()
    matti.get_by_role("link", name="Lue keskustelu").click()
    expect(matti.locator("[data-lines]")).to_contain_text(words)


def test_who_says_no_stays_as_they_were_and_who_has_second_thoughts_is_forgotten(
    hub: str,
    visit: BrowserContext,
    pair: list[Page],
    scripts: bool,
    looked_at: Callable[[Page], None],
) -> None:
    matti = pair[1]
    page = talk(visit, hub, matti, f"Toimeentulotuki {scripts}")
    ask(matti, "Aika työntekijän tapaamiseen")
    look_again(page, scripts)
    page.get_by_role("button", name="En, pysyn nimettömänä").click()
    expect(page.get_by_text("Et suostunut. Chat jatkuu")).to_be_visible()
    expect(matti.get_by_text("Asiakas ei suostunut ja pysyy nimettömänä")).to_be_visible()

    ask(matti, "Työntekijä soittaa")
    look_again(page, scripts)
    page.get_by_role("button", name="Kerro lisää ja jatka").click()
    page.fill("#name", "Kaisa")
    page.fill("#other", "kaisa@example.org")
    page.get_by_role("button", name="Suostun").click()
    page.locator("summary", has_text="Peru pyyntö").click()
    looked_at(page)
    page.get_by_role("button", name="Kyllä, peru pyyntö").click()

    expect(page.get_by_text("yhteystietosi on hävitetty")).to_be_visible()
    expect(matti.locator("[data-consent]")).to_contain_text("Asiakas perui lupansa")
    looked_at(page)
    leave(page)


@pytest.mark.parametrize("scripts", [True], indirect=True, ids=["scripts"])
def test_two_tabs_show_the_question_and_its_withdrawal_and_what_is_typed_stays(
    hub: str, visit: BrowserContext, pair: list[Page], scripts: bool
) -> None:
    matti = pair[1]
    page = talk(visit, hub, matti, "Kaksi välilehteä")
    token = str(page.locator("[data-room]").get_attribute("data-token"))
    other = visit.new_page()
    other.goto(f"{hub}/chat/")
    other.evaluate("token => sessionStorage.setItem('hub-chat', token)", token)
    other.reload()
    expect(other.locator("[data-room]")).to_be_visible()
    page.locator("#text").press_sequentially("Kirj")

    ask(matti, "Työntekijä soittaa")
    for tab in (page, other):
        expect(tab.get_by_role("heading", name="saammeko ottaa sinuun")).to_be_visible()
    page.keyboard.type("oitan")
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#text")).to_have_value("Kirjoitan")
    matti.get_by_role("button", name="Peru kysymys").click()

    for tab in (page, other):
        expect(tab.get_by_text("Työntekijä perui kysymyksen")).to_be_visible()
        expect(tab.get_by_role("button", name="Kerro lisää")).to_have_count(0)
    leave(page)


def test_the_page_takes_a_request_keeps_what_was_typed_and_gives_a_number(
    hub: str,
    visit: BrowserContext,
    pair: list[Page],
    scripts: bool,
    looked_at: Callable[[Page], None],
) -> None:
    name, maija = f"Olli {scripts}", pair[0]
    maija.goto(f"{hub}/staff/requests/")
    page = visit.new_page()
    page.goto(f"{hub}/")
    page.get_by_role("link", name="Jätä yhteydenottopyyntö").first.click()
    looked_at(page)
    page.fill("#name", name)
    page.fill("#phone", "puhelin")
    page.get_by_role("button", name="Svenska").click()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.locator("#name")).to_have_value(name)
    page.get_by_role("button", name="Suomi", exact=True).click()
    page.get_by_role("button", name="Lähetä pyyntö").click()
    expect(page.locator("#phone-error")).to_be_visible()
    looked_at(page)
    page.fill("#phone", "050 765 4321")
    page.get_by_role("button", name="Lähetä pyyntö").click()

    expect(page.locator("h1")).to_contain_text("on saapunut")
    number = page.locator(".code").inner_text()
    looked_at(page)
    assert visit.cookies() == []
    row = maija.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text(number)
    expect(row).to_contain_text("••21")
    fits(maija)
    row.get_by_role("link").click()
    fits(maija)
