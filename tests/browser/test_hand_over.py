"""Two workers and one conversation: handed over, given its themes, answered from the bank; by keyboard alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_journey import accessible, sign_in, start_chat, write
from tests.browser.test_thread import take

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def pair(browser: Browser, hub: str) -> Iterator[list[Page]]:
    workers = [sign_in(browser, hub, f"{name}@example.org") for name in ("maija", "matti")]
    yield workers
    for worker in workers:
        worker.context.close()


@pytest.fixture
def visitor(browser: Browser, hub: str, pair: list[Page]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    start_chat(page, hub)
    yield page
    token = str(page.locator("[data-room]").get_attribute("data-token"))
    page.request.post(f"{hub}/chat/leave/", form={"token": token})
    context.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def from_the_heading(page: Page, key: str) -> None:
    """A key of the page, as it is pressed outside any field."""
    page.locator("main h1").focus()
    page.keyboard.press(key)


def fits(page: Page) -> None:
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        accessible(page)
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_conversation_is_handed_over_by_keyboard_and_the_client_is_told(
    hub: str, pair: list[Page], visitor: Page
) -> None:
    maija, matti = pair
    write(visitor, "Kuka minulle vastaa?")
    take(matti, hub, "Kuka minulle vastaa?")
    maija.goto(f"{hub}/staff/exports/")

    from_the_heading(matti, "h")
    expect(matti.locator("[data-handover] button").first).to_be_focused()
    press(matti, "Enter")

    expect(matti.get_by_role("button", name="Peru siirto")).to_be_focused()
    fits(matti)
    expect(maija.locator(".offers")).to_contain_text("Matti tarjoaa sinulle keskustelua")
    expect(maija).to_have_title("(1) Siirrot asiakastietojärjestelmään")
    fits(maija)
    maija.get_by_role("link", name="Katso keskustelua").press("Enter")
    accept = maija.get_by_role("main").get_by_role("button", name="Ota vastaan")
    fits(maija)
    accept.press("Enter")

    expect(maija.locator("#reply")).to_be_focused()
    told = "Sosiaalityöntekijä Maija vastaa sinulle tästä eteenpäin."
    expect(visitor.get_by_text(told)).to_have_count(1)
    expect(matti.locator(".event", has_text="siirsi keskustelun")).to_be_visible()
    expect(matti.get_by_role("button", name="Peru siirto")).to_have_count(0)
    expect(maija).to_have_title("Keskustelu")


def test_themes_are_suggested_as_the_client_writes_and_set_by_keyboard(
    hub: str, pair: list[Page], visitor: Page
) -> None:
    matti = pair[1]
    write(visitor, "Hei teille")
    take(matti, hub, "Hei teille")
    write(visitor, "Kysyn silmälaseista")
    suggestion = matti.locator("[data-suggested] button")
    expect(suggestion).to_have_text("Silmälasit")

    from_the_heading(matti, "t")
    press(matti, "Enter")
    expect(matti.locator("#theme")).to_be_focused()
    matti.keyboard.type("vuokrav")
    press(matti, "Enter")

    expect(matti.locator(".chip-set")).to_have_text(["Vuokravakuus", "Silmälasit"])
    matti.fill("#municipality", "avaruus")
    press(matti, "Enter")
    expect(matti.locator("#municipality")).to_be_focused()
    expect(matti.locator("#subject-error")).to_be_visible()
    fits(matti)
    matti.get_by_role("button", name="Poista: Vuokravakuus").press("Enter")
    expect(matti.locator(".chip-set")).to_have_text(["Silmälasit"])


def test_a_slash_finds_a_ready_answer_and_sends_nothing(
    hub: str, pair: list[Page], visitor: Page
) -> None:
    matti = pair[1]
    write(visitor, "Mistä ruokaa?")
    take(matti, hub, "Mistä ruokaa?")
    reply = matti.locator("#reply")
    reply.press("/")
    expect(matti.locator("#answer-search")).to_be_focused()

    matti.keyboard.type("ruoka")
    expect(matti.get_by_role("option")).to_have_count(1)
    fits(matti)
    press(matti, "ArrowDown", "Enter")

    expect(reply).to_be_focused()
    expect(reply).to_have_value("Ruoka-apua jakavat seurakunnat ja järjestöt. Jakopaikat ja ajat löydät osoitteesta ruoka-apu.fi. Jos rahaa ruokaan ei ole tänään, kerro siitä tässä heti.")  # fmt: skip
    expect(visitor.get_by_text("Ruoka-apua jakavat")).to_have_count(0)
    matti.locator("[data-answers-open]").press("Enter")
    press(matti, "Escape")
    expect(reply).to_be_focused()
    reply.fill("")


def test_the_bank_is_accessible_and_fits_every_screen(hub: str, pair: list[Page]) -> None:
    maija = pair[0]
    maija.goto(f"{hub}/staff/answers/")
    fits(maija)
    maija.fill("#q", "hautaus")
    maija.keyboard.press("Enter")
    expect(maija.locator("article h2")).to_have_text(["Hautausavustus"])
    maija.get_by_role("link", name="Muokkaa Hautausavustus").click()
    fits(maija)
    maija.get_by_label("Suomeksi").fill("")
    maija.evaluate("document.querySelector('.answer-form').noValidate = true")
    maija.get_by_role("button", name="Tallenna").click()
    expect(maija.locator(".error")).to_be_visible()
    accessible(maija)
