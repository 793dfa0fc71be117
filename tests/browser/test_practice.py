"""A morning of training: Leena opens a practice, a script plays the client, Tuuli answers and says how it went."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_journey import accessible, sign_in, write
from tests.browser.test_lists import BROKEN_WORDS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
# A script's line, the job's look every 3 s, and a busy machine.
SPOKEN = 60_000


@pytest.fixture
def leena(browser: Browser, hub: str) -> Iterator[Page]:
    page = sign_in(browser, hub, "leena@example.org")
    yield page
    page.context.close()


@pytest.fixture
def tuuli(browser: Browser, hub: str) -> Iterator[Page]:
    page = sign_in(browser, hub, "tuuli@example.org")
    yield page
    page.context.close()


def status(hub: str) -> dict[str, object]:
    found: dict[str, object] = httpx.get(f"{hub}/chat/status.json").json()
    return found


def opens_practice(leena: Page, hub: str) -> str:
    """The newcomer's practice of the day is ended, and Leena opens another."""
    leena.goto(f"{hub}/staff/duty/")
    leena.get_by_role("link", name="Harjoittelu ennen oikeaa vuoroa").click()
    leena.locator("main li.card a.strong").first.click()
    leena.get_by_role("button", name="Päätä harjoitus nyt").click()
    expect(leena.get_by_text("Tämä harjoitus on ohi.")).to_be_visible()
    leena.get_by_role("link", name="Kaikkiin harjoituksiin").click()
    form = leena.locator("form", has=leena.get_by_role("button", name="Avaa harjoitus"))
    form.get_by_role("button").click()
    expect(leena.get_by_role("main").get_by_role("alert")).to_have_text(
        "Valitse vähintään yksi työntekijä."
    )
    accessible(leena)
    leena.get_by_role("checkbox", name="Palvelusihteeri Tuuli").check()
    leena.get_by_role("button", name="Avaa harjoitus").click()
    expect(leena.locator("main [data-practice]")).to_contain_text("Se on käynnissä")
    return leena.url


def test_a_scripted_visitor_is_answered_and_nothing_real_moves(
    browser: Browser, hub: str, leena: Page, tuuli: Page
) -> None:
    before = status(hub)
    room = opens_practice(leena, hub)
    leena.get_by_role("button", name="Käynnistä Työntekijän yhteystiedot").click()
    expect(leena.locator("main")).to_contain_text("millä numerolla", timeout=SPOKEN)
    accessible(leena)

    tuuli.goto(f"{hub}/staff/duty/")
    expect(tuuli.locator(".alerts[role=status]")).to_contain_text("HARJOITUS")
    tuuli.get_by_role("button", name="Ota keskustelu").click()
    expect(tuuli.locator("section [data-practice]")).to_contain_text("Harjoitus")
    tuuli.locator("#reply").fill("Missä asut?")
    tuuli.get_by_role("button", name="Lähetä").first.click()
    expect(tuuli.locator(".bubble", has_text="asun kontiolahdella")).to_be_visible(
        timeout=SPOKEN
    )
    accessible(tuuli)
    tuuli.locator("input[name=decision][value=recorded]").check()
    tuuli.locator(".closing button").click()
    expect(tuuli.locator(".closing")).to_have_count(0)

    says_how_it_was(tuuli, leena, hub, room)
    leena.goto(f"{hub}/staff/exports/")
    expect(leena.locator("main tbody tr, main .export-row")).to_have_count(0)
    leena.goto(f"{hub}/staff/duty/openings/")
    expect(leena.locator("tbody tr td.number").first).to_have_text("0")
    assert status(hub) == before


def says_how_it_was(tuuli: Page, leena: Page, hub: str, room: str) -> None:
    tuuli.goto(room)
    for width in (360, 320):
        tuuli.set_viewport_size({"width": width, "height": 740})
        assert tuuli.evaluate("document.documentElement.scrollWidth") <= width
        assert width < 360 or tuuli.evaluate(BROKEN_WORDS) == []
    tuuli.get_by_label("Mikä toimi").fill("Ottaminen oli helppoa")
    tuuli.get_by_role("button", name="Lähetä palaute").click()
    expect(tuuli.get_by_text("Kirjoittamasi on tallessa")).to_be_visible()
    accessible(tuuli)
    leena.get_by_role("link", name="Mitä välineestä on sanottu").click()
    expect(leena.locator("main")).to_contain_text("Ottaminen oli helppoa")
    expect(leena.locator("main")).to_contain_text("Ilman nimeä")
    accessible(leena)


def test_a_colleague_plays_the_client_on_a_phone(
    browser: Browser, hub: str, tuuli: Page
) -> None:
    leena = sign_in(browser, hub, "leena@example.org")
    room = opens_practice(leena, hub)
    leena.set_viewport_size({"width": 320, "height": 640})
    leena.goto(f"{hub}/staff/practice/chat/?opening={room.rstrip('/').split('/')[-1]}")
    expect(leena.locator("[data-practice]")).to_contain_text("Esität asiakasta")
    accessible(leena)
    leena.locator("#spoken").select_option("sv")
    leena.click("[data-start] button")
    expect(leena.locator("[data-room]")).to_be_visible()
    assert leena.locator("html").get_attribute("lang") == "sv"
    write(leena, "Hej, kan jag få hjälp?")

    tuuli.goto(f"{hub}/staff/inbox/?box=queue")
    expect(tuuli.locator(".item")).to_contain_text("Harjoitus")
    accessible(tuuli)
    tuuli.locator(".item a").first.click()
    tuuli.get_by_role("button", name="Ota keskustelu").first.click()
    tuuli.locator("#reply").fill("Hej! Javisst.")
    tuuli.get_by_role("button", name="Lähetä").first.click()

    expect(leena.locator("[data-lines]")).to_contain_text("Javisst", timeout=SPOKEN)
    accessible(leena)
    leena.reload()
    expect(leena.locator("[data-lines]")).to_contain_text("Javisst")
    expect(leena.locator("[data-practice]")).to_be_visible()
    leena.context.close()
