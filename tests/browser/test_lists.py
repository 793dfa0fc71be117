"""What the lists of the console promise to the eye, the ear and a small screen."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_journey import (
    accessible,
    hold_hints_back,
    sign_in,
    start_chat,
    write,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PAGES = ["/staff/inbox/?box=unit", "/staff/duty/", "/staff/exports/", "/staff/feedback/"]
WAITS = ".item > a:has([data-waited])"
BROKEN_WORDS = """() => {
  const broken = [];
  const cells = document.querySelectorAll(".bar, .tabs, .item .chip, .badge, .button, td:not(.words):not(.code), th");
  for (const cell of cells) {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      for (const { 0: word, index } of walker.currentNode.data.matchAll(/[^\\s]+/g)) {
        const range = document.createRange();
        range.setStart(walker.currentNode, index);
        range.setEnd(walker.currentNode, index + word.length);
        const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
        if (lines.size > 1 && !word.includes("-")) broken.push(word);
      }
    }
  }
  return broken;
}"""


@pytest.fixture
def pair(browser: Browser, hub: str) -> Iterator[list[Page]]:
    workers = [sign_in(browser, hub, f"{name}@example.org") for name in ("maija", "matti")]
    yield workers
    for worker in workers:
        worker.context.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    yield page
    page.context.close()


def ends(visitor: Page) -> None:
    visitor.locator(".ending:first-of-type > summary").click()
    visitor.get_by_role("button", name="Kyllä, lopeta").click()


def takes(worker: Page, hub: str, words: str) -> None:
    worker.goto(f"{hub}/staff/inbox/?box=queue")
    worker.locator(".item > a", has_text=words).click()
    worker.get_by_role("button", name="Ota keskustelu").click()
    expect(worker.locator("#reply")).to_be_visible()


def test_who_comes_is_noticed_on_any_page_and_their_wait_grows(
    hub: str, pair: list[Page], visitor: Page
) -> None:
    maija, matti = pair
    matti.goto(f"{hub}/staff/feedback/")
    expect(matti).to_have_title("Palaute")
    maija.clock.install()
    maija.goto(f"{hub}/staff/inbox/?box=queue")

    start_chat(visitor, hub)

    expect(matti).to_have_title("(1) Palaute")
    expect(matti.locator("[data-waiting]")).to_have_text("1 odottaa")
    expect(matti.locator("[data-waiting-said]")).to_have_text("Jonossa odottaa 1 asiakas.")
    row = maija.locator(WAITS)
    expect(row).to_contain_text("Ei ole vielä kirjoittanut")
    expect(row).to_contain_text("odottanut alle 1 min")
    maija.clock.fast_forward("04:10")
    expect(row).to_contain_text(re.compile("odottanut [45] min"))
    write(visitor, "Ehdin kysyä")
    takes(matti, hub, "Ehdin kysyä")
    expect(matti).to_have_title("Keskustelu")
    expect(row).to_have_count(0)
    ends(visitor)


def test_who_leaves_the_queue_is_gone_from_it_or_clearly_left(
    browser: Browser, hub: str, pair: list[Page], visitor: Page
) -> None:
    matti = pair[1]
    matti.goto(f"{hub}/staff/inbox/?box=queue")
    wordless = browser.new_context().new_page()
    wordless.route(re.compile("ilmatieteenlaitos"), lambda route: route.fulfill(body=""))
    start_chat(wordless, hub)
    expect(matti.locator(WAITS)).to_have_count(1)
    wordless.get_by_role("button", name="Poistu sivulta nopeasti").click()
    expect(matti.locator(WAITS)).to_have_count(0)
    wordless.context.close()

    start_chat(visitor, hub)
    write(visitor, "En jaksa odottaa")
    row = matti.locator(".item > a", has_text="En jaksa odottaa")
    expect(row).to_contain_text("odottanut")
    ends(visitor)

    expect(row).to_contain_text("Asiakas on poistunut")
    expect(matti).to_have_title("Saapuneet")
    row.click()
    expect(matti.get_by_text("Lue mitä hän kirjoitti")).to_be_visible()
    expect(matti.get_by_role("button", name="Ota keskustelu")).to_have_count(0)


def test_of_two_who_take_at_once_one_keeps_the_queue_and_reads_why_until_the_next_act(
    hub: str, pair: list[Page], visitor: Page
) -> None:
    maija, matti = pair
    start_chat(visitor, hub)
    write(visitor, "Kumpi ehtii?")
    for worker in pair:
        worker.goto(f"{hub}/staff/inbox/?box=queue")
        worker.locator(".item > a", has_text="Kumpi ehtii?").click()
    hold_hints_back(maija)

    matti.get_by_role("button", name="Ota keskustelu").click()
    own = matti.locator(".item > a[aria-current]")
    expect(own).to_contain_text("Kumpi ehtii?")
    expect(matti).to_have_url(re.compile("box=mine$"))
    maija.get_by_role("button", name="Ota keskustelu").click()

    notice = maija.get_by_text("hetki ennen sinua")
    expect(notice).to_be_visible()
    expect(maija.locator(".item > a", has_text="Kumpi ehtii?")).to_have_count(0)
    assert maija.url.endswith("box=queue")
    write(maija, "Minäkin autan")
    expect(maija.locator("[data-lines]")).to_contain_text("Minäkin autan")
    expect(notice).to_have_count(0)
    maija.unroute_all()
    ends(visitor)


def test_what_comes_before_ones_eyes_is_not_new_in_the_list_but_to_nobody_elses(
    hub: str, pair: list[Page], visitor: Page
) -> None:
    maija, matti = pair
    start_chat(visitor, hub)
    write(visitor, "Onko tämä uusi?")
    takes(matti, hub, "Onko tämä uusi?")
    maija.goto(matti.url.replace("mine", "unit"))
    row = matti.locator(".item", has=matti.locator("a[aria-current]"))

    write(visitor, "Entä tämä?")

    expect(row).to_contain_text("Entä tämä?")
    expect(row.locator(".chip")).to_have_count(0)
    expect(row).not_to_have_class(re.compile("item-unread"))
    expect(row).to_contain_text("Sosiaaliohjaaja Matti")
    matti.goto(f"{hub}/staff/inbox/?box=mine")
    write(visitor, "Ja tämä, kun et katso?")
    row = matti.locator(".item", has_text="Ja tämä")
    expect(maija.locator("[data-lines]")).to_contain_text("Ja tämä")
    expect(row.locator(".chip")).to_have_text("Uusi")
    worker = row.get_by_text("Sosiaaliohjaaja Matti")
    assert worker.evaluate("(words) => words.scrollWidth <= words.clientWidth")
    ends(visitor)


def test_a_busy_console_is_accessible_breaks_no_word_and_fits_every_screen(
    hub: str, pair: list[Page], visitor: Page
) -> None:
    matti = pair[1]
    start_chat(visitor, hub)
    write(visitor, "Kysyn vuokravakuudesta")
    takes(matti, hub, "Kysyn vuokravakuudesta")
    ends(visitor)
    visitor.check("input[name=got_advice][value=yes]")
    visitor.fill("#free_text", "Lentokonesuihkuturbiinimoottoriapumekaanikko" * 3)
    visitor.get_by_role("button", name="Lähetä vastaus").click()
    expect(visitor.locator("h1")).to_have_text("Kiitos vastauksestasi")
    matti.reload()
    matti.check("input[value=recorded]")
    matti.locator(".pane-context").get_by_role("button", name="Lopeta keskustelu").click()
    expect(matti.locator(".pane-head .badge")).to_have_text("Päättynyt")

    for path in PAGES:
        matti.goto(hub + path)
        for width in (1280, 1024, 360):
            matti.set_viewport_size({"width": width, "height": 740})
            assert matti.evaluate(BROKEN_WORDS) == [], (path, width)
            assert matti.evaluate("document.documentElement.scrollWidth") <= width
            header = matti.locator(".bar").bounding_box()
            assert header
            assert header["height"] <= 64, (path, width)
            accessible(matti)
    matti.set_viewport_size({"width": 1280, "height": 800})


def test_on_a_tablet_the_list_stays_beside_a_long_thread(
    hub: str, pair: list[Page], visitor: Page
) -> None:
    matti = pair[1]
    start_chat(visitor, hub)
    write(visitor, "Pitkä asia\n" * 60)
    takes(matti, hub, "Pitkä asia")
    matti.set_viewport_size({"width": 900, "height": 700})

    matti.evaluate("scrollTo(0, document.documentElement.scrollHeight)")

    expect(matti.locator(".tabs")).to_be_in_viewport()
    matti.set_viewport_size({"width": 1280, "height": 800})
    tabs = matti.locator(".tabs a").evaluate_all("all => all.map((a) => a.offsetTop)")
    assert len(set(tabs)) == 1
    assert matti.evaluate(
        "(t) => t.scrollWidth <= t.clientWidth", matti.query_selector(".tabs")
    )
    ends(visitor)


def test_a_worker_chooses_a_language_and_signing_out_closes_the_door_at_once(
    hub: str, pair: list[Page], visitor: Page
) -> None:
    matti = pair[1]
    matti.goto(f"{hub}/staff/duty/")
    matti.locator("[data-menu] summary").click()
    matti.get_by_role("button", name="Svenska").click()
    expect(matti.locator("[aria-current=page]")).to_have_text("Jour")
    matti.locator("[data-menu] summary").click()
    accessible(matti)
    matti.get_by_role("button", name="Suomi").click()
    expect(matti.locator("h1")).to_have_text("Päivystys")

    matti.locator("[data-menu] summary").click()
    matti.get_by_role("button", name="Kirjaudu ulos").click()

    expect(matti).to_have_url(f"{hub}/accounts/login/")
    expect(matti.get_by_text("Chatiin ei pääse uusia")).to_be_visible()
    accessible(matti)
    visitor.goto(f"{hub}/chat/")
    expect(visitor.get_by_text("Chat odottaa toista työntekijää")).to_be_visible()


def test_an_administrator_lands_on_a_page_of_their_own(browser: Browser, hub: str) -> None:
    page = browser.new_page()
    page.goto(f"{hub}/staff/")
    page.fill("input[name=login]", "aino@example.org")
    page.fill("input[name=password]", "demo")
    page.click("button[type=submit]")

    expect(page.locator("h1")).to_have_text("Hei Aino")
    accessible(page)
    page.goto(f"{hub}/staff/inbox/")
    expect(page.locator("h1")).to_contain_text("oikeutta")
    accessible(page)
    page.locator("[data-menu] summary").click()
    page.get_by_role("button", name="Kirjaudu ulos").click()
    expect(page.get_by_text("Olet kirjautunut ulos.")).to_be_visible()
    page.close()
