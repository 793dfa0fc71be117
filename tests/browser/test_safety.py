"""An emergency by one key, and a ban by two: both seen by whoever has to act, and by the visitor whom it meets."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_hand_over import fits, from_the_heading
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
    context = browser.new_context(viewport={"width": 320, "height": 740})
    page = context.new_page()
    start_chat(page, hub)
    yield page
    context.close()


def test_one_key_shows_the_card_and_calls_the_pair_who_answers(
    hub: str, pair: list[Page], visitor: Page
) -> None:
    maija, matti = pair
    write(visitor, "En jaksa enää")
    take(maija, hub, "En jaksa enää")
    matti.goto(f"{hub}/staff/exports/")
    expect(matti.locator("[data-calls] .call")).to_have_count(0)

    from_the_heading(maija, "a")

    expect(maija.locator("#emergency-title")).to_be_focused()
    expect(maija.locator("#emergency")).to_contain_text("013 000 1120")
    expect(maija.locator("#emergency")).to_contain_text("ei ole vielä vastannut")
    call = matti.locator("[data-calls] .call")
    expect(call).to_contain_text("Maija kutsuu sinut hätätilanteeseen")
    expect(call).not_to_contain_text("jaksa")
    expect(matti).to_have_title("(1) Siirrot asiakastietojärjestelmään")
    fits(maija)
    fits(matti)
    call.get_by_role("button", name="Olen tulossa").press("Enter")

    expect(matti.locator("#emergency")).to_be_visible()
    expect(maija.locator("#emergency")).to_contain_text("Matti on tulossa")
    maija.get_by_role("button", name="Soita 112").press("Enter")
    expect(visitor.get_by_text("soita 112. Chatissa emme pysty")).to_have_count(1)
    expect(maija.get_by_role("button", name="Lähetetty: Soita 112")).to_be_focused()
    maija.get_by_role("button", name="Hätätilanne on ohi").press("Enter")
    expect(maija.locator("#emergency")).not_to_contain_text("on tulossa")


def test_without_a_connection_the_card_shows_all_the_same(
    hub: str, pair: list[Page], visitor: Page
) -> None:
    maija = pair[0]
    write(visitor, "Oletko siellä?")
    take(maija, hub, "Oletko siellä?")
    maija.context.set_offline(True)

    from_the_heading(maija, "a")

    expect(maija.locator("#emergency-title")).to_be_focused()
    expect(maija.get_by_text("Kutsu parisi ääneen tai puhelimella.")).to_be_visible()
    maija.context.set_offline(False)


def test_a_visitor_is_put_out_by_two_and_reads_why(
    hub: str, pair: list[Page], visitor: Page
) -> None:
    maija, matti = pair
    write(visitor, "Uhkaus")
    take(maija, hub, "Uhkaus")
    thread = maija.url
    matti.goto(f"{hub}/staff/exports/")
    maija.get_by_role("link", name="Ehdota estoa").click()
    fits(maija)
    maija.get_by_label("Uhkailu").check()
    maija.get_by_role("button", name="Ehdota parillesi").click()
    expect(maija.get_by_text("Odottaa vastausta: Sosiaaliohjaaja Matti")).to_be_visible()

    expect(matti.get_by_text("Maija ehdottaa asiakkaan estämistä")).to_be_visible()
    matti.goto(thread)
    fits(matti)
    matti.get_by_role("button", name="Hyväksy esto").click()

    expect(visitor.get_by_text("päättänyt tämän keskustelun. Syy: uhkailu")).to_be_visible()
    accessible(visitor)
    assert visitor.evaluate("document.documentElement.scrollWidth") <= 320
    assert visitor.evaluate("sessionStorage.length + localStorage.length") == 0
    expect(matti.get_by_text("estivät asiakkaan")).to_be_visible()
    visitor.get_by_role("link", name="Siirry chatin sivulle").click()
    expect(visitor.locator("[data-start]")).to_be_visible()


def test_the_numbers_page_is_accessible_and_fits(browser: Browser, hub: str) -> None:
    leena = sign_in(browser, hub, "leena@example.org")
    leena.goto(f"{hub}/admin/emergency/")
    fits(leena)
    leena.get_by_label("Joensuu").fill("ei numero")
    leena.get_by_role("button", name="Tallenna").click()
    expect(leena.get_by_text("Tarkista puhelinnumero.")).to_be_visible()
    expect(leena.get_by_label("Joensuu")).to_have_value("ei numero")
    accessible(leena)
    leena.context.close()
