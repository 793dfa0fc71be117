"""The thread page under a worker's hands: nothing typed or chosen is lost, and what happened is told."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_journey import (
    accessible,
    sign_in,
    start_chat,
    write,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def pair(browser: Browser, hub: str) -> Iterator[list[Page]]:
    workers = [sign_in(browser, hub, f"{name}@example.org") for name in ("maija", "matti")]
    yield workers
    for worker in workers:
        worker.context.close()


@pytest.fixture
def visitor(browser: Browser, hub: str, pair: list[Page]) -> Iterator[Page]:
    """Ends the visit afterwards: the pair takes only so many at a time."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    yield page
    room = page.locator("[data-room]")
    if room.count():
        token = str(room.get_attribute("data-token"))
        page.request.post(f"{hub}/chat/leave/", form={"token": token})
    context.close()


def ask(visitor: Page, hub: str, text: str) -> None:
    start_chat(visitor, hub)
    write(visitor, text)
    expect(visitor.locator("[data-field=state]").last).to_have_text("Lähetetty")


def open_thread(worker: Page, hub: str, text: str) -> None:
    worker.goto(f"{hub}/staff/inbox/")
    worker.locator(".item > a", has_text=text).click()
    expect(worker.get_by_role("button", name="Ota keskustelu")).to_be_visible()


def take(worker: Page, hub: str, text: str) -> None:
    open_thread(worker, hub, text)
    worker.get_by_role("button", name="Ota keskustelu").click()
    expect(worker.locator("#reply")).to_be_visible()


def end(worker: Page) -> None:
    worker.get_by_role("button", name="Lopeta keskustelu").click()


def test_a_refused_ending_says_what_is_missing_and_keeps_what_was_chosen(
    hub: str, pair: list[Page], visitor: Page
) -> None:
    matti = pair[1]
    ask(visitor, hub, "Mitä puuttuu?")
    take(matti, hub, "Mitä puuttuu?")
    address = matti.url

    end(matti)
    expect(
        matti.get_by_text("Valitse, mitä tästä keskustelusta kirjataan.")
    ).to_be_visible()
    expect(matti.locator("input[name=decision]").first).to_be_focused()
    matti.check("input[value=not_recordable]")
    end(matti)

    expect(matti.get_by_text("Kerro, miksi tätä keskustelua ei kirjata.")).to_be_visible()
    expect(matti.locator("#reason")).to_be_focused()
    expect(matti.locator("input[value=not_recordable]")).to_be_checked()
    assert matti.url == address
    accessible(matti)
    visitor.locator(".ending:first-of-type > summary").click()
    visitor.get_by_role("button", name="Kyllä, lopeta").click()
    expect(matti.locator(".pane-head .badge")).to_have_text("Asiakas on poistunut")
    expect(matti.get_by_text("Kerro, miksi tätä keskustelua ei kirjata.")).to_be_visible()
    matti.fill("#reason", "Väärä numero")
    end(matti)
    expect(matti.locator(".pane-head .badge")).to_have_text("Päättynyt")
    expect(matti.get_by_text("Väärä numero")).to_be_visible()
    expect(matti.locator("main h1")).to_be_focused()
    told = [re.compile(word) for word in ("otti", "Asiakas poistui", "lopetti")]
    expect(matti.locator("[data-lines] .event")).to_have_text(told)
    accessible(matti)


def test_a_refused_ending_stays_in_sight_without_scripts_too(
    browser: Browser, hub: str, pair: list[Page], visitor: Page
) -> None:
    ask(visitor, hub, "Ilman skriptiä")
    take(pair[1], hub, "Ilman skriptiä")
    address, session = pair[1].url, pair[1].context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=session)
    page = context.new_page()
    page.goto(address)

    page.check("input[value=not_recordable]")
    end(page)

    expect(page.get_by_text("Kerro, miksi tätä keskustelua ei kirjata.")).to_be_visible()
    expect(page.locator("input[value=not_recordable]")).to_be_checked()
    page.goto(page.url)
    expect(page).to_have_url(address.split("?")[0])
    context.close()


def test_a_reply_that_cannot_leave_stays_and_is_sent_once_the_connection_is_back(
    hub: str, pair: list[Page], visitor: Page
) -> None:
    matti = pair[1]
    ask(visitor, hub, "Katkeaako yhteys?")
    take(matti, hub, "Katkeaako yhteys?")
    address = matti.url
    matti.context.set_offline(True)

    write(matti, "Tämä ei saa kadota")

    expect(
        matti.get_by_text("Viesti ei lähtenyt. Tekstisi on tallessa tässä.")
    ).to_be_visible()
    expect(matti.locator("#reply")).to_have_value("Tämä ei saa kadota")
    expect(matti.get_by_text("Yhteys katkesi")).to_be_in_viewport()
    assert matti.url == address
    accessible(matti)
    matti.context.set_offline(False)
    matti.get_by_role("button", name="Yritä uudelleen").click()
    expect(visitor.locator("[data-lines] li").last).to_contain_text("Tämä ei saa kadota")
    expect(matti.locator("[data-lines] li", has_text="ei saa kadota")).to_have_count(1)
    expect(matti.get_by_text("Yhteys katkesi")).to_have_count(0, timeout=30000)


def test_leaving_with_words_unsent_asks_first(
    hub: str, pair: list[Page], visitor: Page
) -> None:
    matti = pair[1]
    ask(visitor, hub, "Jääkö kesken?")
    take(matti, hub, "Jääkö kesken?")
    address = matti.url
    matti.locator("#reply").click()
    matti.keyboard.type("Kesken jäänyt")
    asked: list[str] = []
    matti.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    matti.get_by_role("link", name="Päivystys").click()

    expect(matti.locator("#reply")).to_have_value("Kesken jäänyt")
    assert (asked, matti.url) == (["beforeunload"], address)
    matti.fill("#reply", "")


def test_ones_own_reply_is_shown_wherever_one_had_scrolled(
    hub: str, pair: list[Page], visitor: Page
) -> None:
    matti = pair[1]
    ask(visitor, hub, "Pitkä keskustelu")
    take(matti, hub, "Pitkä keskustelu")
    for number in range(4):
        write(matti, f"Kappale {number}\n" + "rivi\n" * 12)
        expect(matti.locator("[data-lines] li[data-seq]")).to_have_count(number + 2)
    matti.locator("[role=log]").evaluate("(log) => log.scrollTo(0, 0)")

    write(matti, "Oma vastaus")

    expect(matti.locator("[data-lines]").get_by_text("Oma vastaus")).to_be_in_viewport()
    expect(matti.locator("[data-newer]")).to_be_hidden()
    matti.locator("[role=log]").evaluate("(log) => log.scrollTo(0, 0)")
    write(visitor, "Asiakkaan sana")
    expect(matti.locator("[data-newer]")).to_be_visible()


def test_an_internal_note_looks_and_reads_unlike_a_reply_while_it_is_written(
    hub: str, pair: list[Page], visitor: Page
) -> None:
    matti = pair[1]
    ask(visitor, hub, "Näkeekö kukaan?")
    take(matti, hub, "Näkeekö kukaan?")
    field = matti.locator("#reply")
    paper = field.evaluate("(field) => getComputedStyle(field).backgroundColor")

    matti.get_by_label("Sisäinen merkintä", exact=True).check()

    expect(matti.get_by_label("Sisäinen merkintä, ei näy asiakkaalle")).to_be_visible()
    assert paper != field.evaluate("(field) => getComputedStyle(field).backgroundColor")
    accessible(matti)
    field.fill("x" * 2001)
    matti.get_by_role("button", name="Tallenna merkintä").click()
    expect(matti.get_by_text("Viesti on liian pitkä")).to_be_visible()
    expect(matti.get_by_role("button", name="Tallenna merkintä")).to_be_visible()
    field.fill("")
    matti.get_by_label("Sisäinen merkintä", exact=True).uncheck()
    expect(matti.get_by_role("button", name="Lähetä", exact=True)).to_be_visible()


def test_the_visitor_sees_who_writes_a_reply_and_nothing_of_a_note(
    hub: str, pair: list[Page], visitor: Page
) -> None:
    maija, matti = pair
    ask(visitor, hub, "Kirjoittaako joku?")
    take(matti, hub, "Kirjoittaako joku?")
    maija.goto(matti.url)
    expect(maija.locator("#reply")).to_be_visible()

    matti.check("[name=note]")
    matti.locator("#reply").press_sequentially("Vain meille", delay=20)
    visitor.wait_for_timeout(700)
    expect(visitor.locator("[data-typing]")).to_be_empty()
    matti.uncheck("[name=note]")
    matti.locator("#reply").press_sequentially("Hei", delay=20)

    for page in (visitor, maija):
        writing = page.locator("[data-typing]")
        expect(writing).to_have_text("Sosiaaliohjaaja Matti kirjoittaa…")
    matti.fill("#reply", "")


def test_a_reply_that_failed_says_why_at_once_and_goes_again_by_a_press(
    browser: Browser, hub: str, pair: list[Page]
) -> None:
    host, port = hub.rsplit(":", 1)
    matti, phone = pair[1], browser.new_page()
    phone.goto(f"{host}:{int(port) + 1}/phones/sanna/")
    phone.fill("#text", "Meneekö perille?")
    phone.get_by_role("button", name="Lähetä").click()
    phone.select_option("#code", "131026")
    phone.locator("form[action$='/error/'] button").click()
    matti.goto(f"{hub}/staff/inbox/?box=mine")
    matti.locator(".item > a", has_text="Meneekö perille?").click()

    write(matti, "Menee, toivottavasti")

    line = matti.locator("[data-lines] li", has_text="Menee, toivottavasti")
    expect(line.locator("[data-field=fault]")).to_contain_text("ei voinut", timeout=15000)
    expect(line.locator("[data-field=tick]")).to_have_text("Lähetys epäonnistui")
    accessible(matti)
    line.get_by_role("button", name="Lähetä uudelleen").click()
    expect(line.locator("[data-field=tick]")).to_have_text("Luettu", timeout=15000)
    expect(line.locator("[data-field=fault]")).to_be_hidden()
    expect(line.get_by_role("button")).to_have_count(0)
    phone.close()


def test_the_keys_are_told_and_lead_where_they_say(
    hub: str, pair: list[Page], visitor: Page
) -> None:
    matti = pair[1]
    ask(visitor, hub, "Pelkillä näppäimillä?")
    open_thread(matti, hub, "Pelkillä näppäimillä?")
    expect(matti.locator("main h1")).to_be_focused()

    matti.keyboard.press("?")
    keys = matti.get_by_role("dialog", name="Pikanäppäimet")
    expect(keys).to_be_visible()
    accessible(matti)
    matti.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    for _ in range(3):  # the thread's lines, the emergency card, then what is to be done
        matti.keyboard.press("Tab")
    expect(matti.get_by_role("button", name="Ota keskustelu")).to_be_focused()
    matti.keyboard.press("Enter")
    expect(matti.locator("#reply")).to_be_focused()
    matti.locator("main h1").focus()
    matti.keyboard.press("n")
    expect(matti.locator("[name=note]")).to_be_checked()
    expect(matti.locator("#reply")).to_be_focused()
    matti.locator("main h1").focus()
    matti.keyboard.press("e")
    expect(matti.locator("input[name=decision]").first).to_be_focused()

    switch(matti, "Pikanäppäimet pois")
    matti.keyboard.press("?")
    matti.keyboard.press("n")
    expect(matti.locator("main h1")).to_be_focused()
    expect(keys).to_be_hidden()
    switch(matti, "Pikanäppäimet käyttöön")
    matti.keyboard.press("?")
    expect(keys).to_be_visible()


def switch(worker: Page, name: str) -> None:
    worker.locator("[data-menu] summary").click()
    accessible(worker)
    with worker.expect_navigation():
        worker.get_by_role("button", name=name).click()
    expect(worker.locator("main h1")).to_be_focused()


@pytest.mark.parametrize("note", [False, True], ids=["reply", "note"])
def test_a_client_who_leaves_takes_no_word_of_the_worker_and_leaves_room_for_a_note(
    hub: str, pair: list[Page], visitor: Page, note: bool
) -> None:
    matti, text = pair[1], f"Lähden kesken {note}"
    ask(visitor, hub, text)
    take(matti, hub, text)
    matti.get_by_label("Sisäinen merkintä", exact=True).set_checked(note)
    matti.fill("#reply", "Jäi kesken")

    visitor.locator(".ending:first-of-type > summary").click()
    visitor.get_by_role("button", name="Kyllä, lopeta").click()

    expect(matti.get_by_text("vastaus tavoittaisi häntä")).to_be_visible()
    expect(matti.locator("#reply")).to_have_value("Jäi kesken" if note else "")
    expect(matti.locator("#kept")).to_have_count(0 if note else 1)
    accessible(matti)
    matti.fill("#reply", "Soitetaan huomenna")
    matti.get_by_role("button", name="Tallenna merkintä").click()
    line = matti.locator("[data-lines] li", has_text="Soitetaan huomenna")
    expect(line).to_contain_text("Sisäinen")
    expect(matti.get_by_role("button", name="Tallenna merkintä")).to_be_visible()
    end(matti)
