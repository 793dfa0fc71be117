"""The journey of the product, walked as its people do, against all of its processes."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
CODE = "010180-9015"


@pytest.fixture(autouse=True)
def _everybody_goes_home(browser: Browser) -> Iterator[None]:
    yield
    for context in browser.contexts:
        context.close()


def sign_in(browser: Browser, hub: str, email: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{hub}/staff/inbox/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", "demo")
    page.click("button[type=submit]")
    expect(page.locator("[aria-current=page]")).to_contain_text("Saapuneet")
    return page


def accessible(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.wait_for_timeout(300)  # colours on their way are not the colours meant
        result = Axe().run(page)
        assert result.violations_count == 0, result.generate_report()


def start_chat(page: Page, hub: str) -> None:
    page.goto(f"{hub}/chat/")
    page.click("[data-start] button")
    expect(page.locator("[data-room]")).to_be_visible()


def write(page: Page, text: str) -> None:
    page.fill("[data-composer] textarea", text)
    page.click("[data-composer] button")


def test_the_chat_waits_for_its_pair_then_carries_the_conversation_into_the_record(
    browser: Browser, hub: str
) -> None:
    outside: list[str] = []
    context = browser.new_context(viewport={"width": 360, "height": 740})
    visitor = context.new_page()
    visitor.on(
        "request", lambda r: None if r.url.startswith(hub) else outside.append(r.url)
    )
    maija = sign_in(browser, hub, "maija@example.org")

    door_stays_shut_for_one(visitor, hub)
    matti = sign_in(browser, hub, "matti@example.org")
    ask_with_an_identity_code(visitor, hub)
    one_of_two_takes_it(maija, matti)
    talk(visitor, maija, matti)
    leave_and_answer(visitor)

    assert context.cookies() == []
    assert visitor.evaluate("sessionStorage.length + localStorage.length") == 0
    assert outside == []
    maija.goto(f"{hub}/staff/feedback/")
    expect(maija.get_by_text("Selkeä neuvo")).to_be_visible()
    accessible(maija)
    record(matti)


def door_stays_shut_for_one(visitor: Page, hub: str) -> None:
    for _ in range(40):  # until those of an earlier test no longer count as present
        visitor.goto(f"{hub}/chat/")
        if not visitor.locator("[data-start]").count():
            break
        visitor.wait_for_timeout(1000)
    expect(visitor.locator("[data-start]")).to_have_count(0)
    expect(visitor.get_by_text("Chat odottaa toista työntekijää")).to_be_visible()
    accessible(visitor)


def ask_with_an_identity_code(visitor: Page, hub: str) -> None:
    start_chat(visitor, hub)
    write(visitor, f"Hei, tunnukseni on {CODE}.")
    expect(visitor.locator("[data-masked]")).to_be_visible()
    expect(visitor.locator("[data-lines]")).not_to_contain_text(CODE)
    accessible(visitor)


def one_of_two_takes_it(maija: Page, matti: Page) -> None:
    for worker in (maija, matti):
        item = worker.locator(".item > a", has_text="tunnukseni")
        expect(item).to_contain_text("Nimetön asiakas")
        accessible(worker)
        item.click()
        expect(worker.get_by_role("button", name="Ota keskustelu")).to_be_visible()
    hold_hints_back(maija)  # as if she had pressed in the same moment
    matti.get_by_role("button", name="Ota keskustelu").click()
    expect(matti.locator("#reply")).to_be_visible()
    maija.get_by_role("button", name="Ota keskustelu").click()
    expect(
        maija.get_by_text("Sosiaaliohjaaja Matti otti tämän keskustelun")
    ).to_be_visible()
    maija.unroute_all()


def hold_hints_back(page: Page) -> None:
    page.route(
        "**/staff/c/**",
        lambda route: (
            route.abort()
            if route.request.method == "GET" and "hx-request" in route.request.headers
            else route.continue_()
        ),
    )


def talk(visitor: Page, maija: Page, matti: Page) -> None:
    write(matti, "Hei! Autan mielelläni.")
    for page in (visitor, maija):
        last = page.locator("[data-lines] li").last
        expect(last).to_contain_text("Autan mielelläni", timeout=10000)
    expect(visitor.locator("[data-lines] li").last).to_contain_text("Sosiaaliohjaaja Matti")
    write(visitor, "Kiitos!")
    for page in (matti, maija):
        expect(page.locator("[data-lines] li").last).to_contain_text("Kiitos!")
    accessible(matti)


def leave_and_answer(visitor: Page) -> None:
    visitor.locator(".ending:first-of-type > summary").click()
    visitor.get_by_role("button", name="Kyllä, lopeta").click()
    visitor.check("input[name=got_advice][value=yes]")
    visitor.check("input[name=recommend][value=yes]")
    visitor.fill("#free_text", "Selkeä neuvo")
    accessible(visitor)
    visitor.get_by_role("button", name="Lähetä vastaus").click()
    expect(visitor.locator("h1")).to_have_text("Kiitos vastauksestasi")


def record(matti: Page) -> None:
    matti.reload()
    matti.check("input[value=recorded]")
    matti.locator(".pane-context").get_by_role("button", name="Lopeta keskustelu").click()
    document = matti.locator("[data-receiver-document]")
    for _ in range(30):
        matti.reload()
        if document.count():
            break
        matti.wait_for_timeout(1000)
    expect(document).to_have_text(re.compile(r"\S+"))
    accessible(matti)


def test_a_lost_connection_resumes_without_loss_or_doubles(
    browser: Browser, hub: str
) -> None:
    workers = [sign_in(browser, hub, f"{name}@example.org") for name in ("maija", "matti")]
    context = browser.new_context()
    visitor = context.new_page()
    start_chat(visitor, hub)
    write(visitor, "Ennen katkosta")
    expect(visitor.locator("[data-field=state]").last).to_have_text("Lähetetty")

    context.set_offline(True)
    write(visitor, "Katkon aikana")
    expect(visitor.locator("[data-lines] li").last).to_contain_text(
        "Yritä uudelleen", timeout=15000
    )
    context.set_offline(False)

    expect(visitor.locator("[data-field=state]").last).to_have_text(
        "Lähetetty", timeout=30000
    )
    expect(visitor.locator("[data-lines] li")).to_have_count(2)
    visitor.reload()
    expect(visitor.locator("[data-lines] li")).to_have_count(2, timeout=10000)
    assert len(workers) == 2


def test_what_one_of_the_pair_does_the_other_sees_and_loses_no_word(
    browser: Browser, hub: str
) -> None:
    pair = [sign_in(browser, hub, f"{name}@example.org") for name in ("maija", "matti")]
    maija, matti = pair
    visitor = browser.new_context().new_page()
    start_chat(visitor, hub)
    write(visitor, "Kaksi lukee tätä")
    for worker in pair:
        worker.locator(".item > a", has_text="Kaksi lukee tätä").click()
        expect(worker.get_by_role("button", name="Ota keskustelu")).to_be_visible()
    maija.evaluate("window.stayed = true")

    matti.get_by_role("button", name="Ota keskustelu").click()
    maija.fill("#reply", "Vielä yksi asia")
    matti.check("input[value=advice]")
    matti.locator(".pane-context").get_by_role("button", name="Lopeta keskustelu").click()

    expect(maija.locator("[data-composer]")).to_have_count(0)
    expect(maija.locator("#kept")).to_have_value("Vielä yksi asia")
    expect(maija.locator("[data-kept]")).to_contain_text("Tekstiäsi ei lähetetty")
    expect(maija.locator(".pane-head .badge")).to_have_text("Päättynyt")
    assert maija.evaluate("window.stayed")
    accessible(maija)


def test_a_text_that_is_too_long_stays_with_the_reason_and_a_shorter_one_goes(
    browser: Browser, hub: str
) -> None:
    workers = [sign_in(browser, hub, f"{name}@example.org") for name in ("maija", "matti")]
    visitor = browser.new_context().new_page()
    start_chat(visitor, hub)
    field = visitor.locator("[data-composer] textarea")

    write(visitor, "ä" * 20_000)  # more than a frame may hold

    expect(visitor.locator("[data-error]")).to_contain_text("Viesti on liian pitkä")
    expect(field).to_have_value("ä" * 20_000)
    write(visitor, "Lyhyempi")
    expect(visitor.locator("[data-field=state]").last).to_have_text("Lähetetty")
    expect(visitor.locator("[data-lines] li")).to_have_count(1)
    assert len(workers) == 2


def test_the_whole_chat_works_without_scripts(browser: Browser, hub: str) -> None:
    workers = [sign_in(browser, hub, f"{name}@example.org") for name in ("maija", "matti")]
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    visitor = context.new_page()
    visitor.goto(f"{hub}/chat/")
    visitor.get_by_role("button", name="Aloita keskustelu").click()

    visitor.fill("textarea", "Ilman skriptejä")
    visitor.get_by_role("button", name="Lähetä", exact=True).click()

    expect(visitor.locator("li.message")).to_contain_text("Ilman skriptejä")
    assert visitor.evaluate("1") == 1
    visitor.get_by_role("button", name="Hae uudet viestit").click()
    expect(visitor.locator("li.message")).to_have_count(1)
    visitor.locator(".ending:first-of-type > summary").click()
    visitor.get_by_role("button", name="Kyllä, lopeta").click()
    expect(visitor.locator("h1")).to_have_text("Keskustelu on päättynyt")
    assert context.cookies() == []
    assert len(workers) == 2


def test_a_whatsapp_client_reaches_the_named_worker_and_the_ticks_come_back(
    browser: Browser, hub: str
) -> None:
    host, port = hub.rsplit(":", 1)
    matti = sign_in(browser, hub, "matti@example.org")
    phone = browser.new_page()
    phone.goto(f"{host}:{int(port) + 1}/phones/sanna/")

    phone.fill("#text", "Voidaanko siirtää aikaa?")
    phone.get_by_role("button", name="Lähetä").click()

    expect(matti.get_by_text("Voidaanko siirtää aikaa?")).to_be_visible(timeout=2000)
    matti.goto(f"{hub}/staff/inbox/?box=mine")
    matti.get_by_text("Voidaanko siirtää aikaa?").click()
    write(matti, "Siirretään torstaille.")
    expect(phone.get_by_text("Siirretään torstaille.")).to_be_visible(timeout=10000)
    expect(phone.get_by_text("Sosiaaliohjaaja Matti:")).to_be_visible()
    tick = matti.locator("[data-lines] li").last.locator("[data-field=tick]")
    expect(tick).to_have_text("Luettu", timeout=15000)
    accessible(matti)
