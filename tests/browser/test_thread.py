"""The thread page under a worker's hands: nothing typed or chosen is lost, and what happened is told."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_journey import accessible, sign_in, start_chat, write

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def pair(browser: Browser, hub: str) -> Iterator[list[Page]]:
    workers = [sign_in(browser, hub, f"{name}@example.org") for name in ("maija", "matti")]
    yield workers
    for worker in workers:
        worker.context.close()


@pytest.fixture
def visitor(browser: Browser, pair: list[Page]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield context.new_page()
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
    visitor.locator(".ending summary").click()
    visitor.get_by_role("button", name="Kyllä, lopeta").click()
    expect(matti.locator(".pane-head")).to_contain_text("asiakas on poistunut")
    expect(matti.get_by_text("Kerro, miksi tätä keskustelua ei kirjata.")).to_be_visible()
    matti.fill("#reason", "Väärä numero")
    end(matti)
    expect(matti.locator(".pane-head .badge")).to_have_text("Päättynyt")
    expect(matti.get_by_text("Väärä numero")).to_be_visible()
    expect(matti.locator("main h1")).to_be_focused()


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
