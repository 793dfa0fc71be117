"""The statistics and the list of themes, as their readers and keepers meet them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_journey import accessible, sign_in
from tests.browser.test_openings import fits

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(autouse=True)
def _everybody_goes_home(browser: Browser) -> Iterator[None]:
    yield
    for context in browser.contexts:
        context.close()


def entered(browser: Browser, hub: str, who: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{hub}/staff/")
    page.fill("input[name=login]", f"{who}@example.org")
    page.fill("input[name=password]", "demo")
    page.click("button[type=submit]")
    expect(page.locator("[data-menu]")).to_be_visible()
    return page


def test_a_supervisor_reads_the_trial_and_one_of_its_openings(
    browser: Browser, hub: str
) -> None:
    leena = sign_in(browser, hub, "leena@example.org")
    leena.locator("[data-menu] summary").click()
    leena.get_by_role("link", name="Tilastot").click()
    expect(leena.locator("h1")).to_have_text("Chatin tilastot")
    accessible(leena)

    leena.fill("[name=first_day]", "2017-11-22")
    leena.fill("[name=last_day]", "2017-08-15")
    leena.get_by_role("button", name="Näytä").click()
    expect(leena.get_by_text("ei voi olla ennen ensimmäistä")).to_be_visible()
    fits(leena)
    leena.get_by_role("link", name="2017").click()
    expect(leena.get_by_text("12 keskustelua, joista otettu 12.")).to_be_visible()
    fits(leena)

    with leena.expect_download() as taken:
        leena.get_by_role("link", name="Lataa xlsx").click()
    assert taken.value.suggested_filename == "chat-2017-01-01-2017-12-31.xlsx"

    leena.get_by_role("link", name="lokakuu 2017").click()
    expect(leena.get_by_text("4 avausta.")).to_be_visible()
    leena.get_by_role("link", name="ke 4.10.2017 klo 13").click()
    expect(leena.get_by_text("Liian vähän keskusteluja").first).to_be_visible()
    fits(leena)


def test_one_of_the_pair_goes_from_the_summary_to_all_figures(
    browser: Browser, hub: str
) -> None:
    leena = sign_in(browser, hub, "leena@example.org")
    leena.goto(f"{hub}/staff/figures/?first_day=2017-10-04&last_day=2017-10-11")
    address = leena.get_by_role("link", name="ke 4.10.2017 klo 13").get_attribute("href")

    maija = sign_in(browser, hub, "maija@example.org")
    maija.goto(f"{hub}/staff/duty/{address}")
    maija.get_by_role("link", name="Kaikki tämän avauksen luvut").click()

    expect(maija.get_by_text("Olit vuorossa tässä avauksessa")).to_be_visible()
    expect(maija.get_by_role("rowheader", name="Vuokravakuus")).to_be_visible()
    fits(maija)


def test_an_administrator_keeps_the_list_of_themes(browser: Browser, hub: str) -> None:
    aino = entered(browser, hub, "aino")
    aino.get_by_role("link", name="Keskustelujen teemat").click()
    fits(aino)
    aino.get_by_role("link", name="Lisää teema").click()
    aino.fill("[name=name_fi]", "Vuokravakuus")
    aino.fill("[name=keywords]", "muutto flytt")
    aino.get_by_role("button", name="Tallenna").click()
    expect(aino.get_by_text("Toisella teemalla on jo tämä nimi.")).to_be_visible()
    fits(aino)

    aino.fill("[name=name_fi]", "Muuttokulut")
    aino.get_by_role("button", name="Tallenna").click()
    expect(aino.get_by_text("Tallennettu.")).to_be_visible()
    aino.get_by_role("link", name="Muuttokulut").click()
    aino.uncheck("[name=is_active]")
    aino.get_by_role("button", name="Tallenna").click()

    row = aino.get_by_role("row").filter(has_text="Muuttokulut")
    expect(row).to_contain_text("Ei käytössä")
