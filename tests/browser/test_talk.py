"""What happens to a visitor in the middle of a conversation: keyboards, bad networks, other languages."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Route,
    WebSocketRoute,
    expect,
)

from tests.browser.test_journey import accessible, sign_in, start_chat, write

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
BOX = "e => { const { top, bottom } = e.getBoundingClientRect(); return [top, bottom]; }"
ADDRESS = "https://www.kela.fi/toimeentulotuki"
ELSEWHERE = re.compile(r"https://www\.ilmatieteenlaitos\.fi/.*")


@pytest.fixture(scope="module")
def pair(browser: Browser, hub: str) -> Iterator[list[Page]]:
    workers = [sign_in(browser, hub, f"{name}@example.org") for name in ("maija", "matti")]
    yield workers
    for worker in workers:
        worker.context.close()


@pytest.fixture
def visit(browser: Browser, pair: list[Page]) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield context
    context.close()


@pytest.fixture
def visitor(hub: str, visit: BrowserContext) -> Page:
    page = visit.new_page()
    start_chat(page, hub)
    return page


def box(page: Page, selector: str) -> tuple[float, float]:
    top, bottom = page.locator(selector).evaluate(BOX)
    return top, bottom


def take(worker: Page, hub: str, text: str) -> None:
    worker.goto(f"{hub}/staff/inbox/?box=queue")
    worker.locator(".item > a", has_text=text).click()
    worker.get_by_role("button", name="Ota keskustelu").click()
    expect(worker.locator("#reply")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(360, 380), (320, 480), (360, 740)])
def test_a_keyboard_leaves_the_thread_and_a_line_to_write_on(
    visitor: Page, width: int, height: int
) -> None:
    write(visitor, "Tunnukseni on 010180-9015")
    expect(visitor.locator("[data-masked]")).to_be_visible()
    write(visitor, "Hei")
    expect(visitor.locator("[data-field=state]").last).to_have_text("Lähetetty")

    visitor.set_viewport_size({"width": width, "height": height})
    visitor.wait_for_timeout(200)

    bar = box(visitor, ".exit")[0]
    thread = box(visitor, "[data-log]")
    assert thread[1] - thread[0] >= 96
    assert box(visitor, "[data-pair]")[1] <= thread[0]
    assert box(visitor, ".ending:first-of-type > summary")[1] <= thread[0]
    assert thread[1] <= box(visitor, "#text")[0]
    assert box(visitor, "#text")[1] <= bar
    assert visitor.evaluate("document.documentElement.scrollWidth") <= width
    accessible(visitor)


def test_large_text_keeps_the_field_in_view_and_wide(visitor: Page) -> None:
    visitor.evaluate("document.documentElement.style.fontSize = '200%'")
    visitor.wait_for_timeout(200)

    assert box(visitor, "#text")[1] <= box(visitor, ".exit")[0]
    assert visitor.locator("#text").evaluate("e => e.clientWidth") >= 280
    assert visitor.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_enter_key_is_explained_only_to_who_has_one(
    browser: Browser, hub: str, pair: list[Page]
) -> None:
    phone = browser.new_context(has_touch=True, is_mobile=True).new_page()
    start_chat(phone, hub)

    expect(phone.locator("[data-enter]")).to_be_hidden()
    phone.context.close()


def test_a_network_that_goes_and_comes_is_told_at_once(
    visitor: Page, visit: BrowserContext
) -> None:
    expect(visitor.locator("[data-status]")).to_contain_text("jonossa")

    visit.set_offline(True)
    expect(visitor.locator("[data-status]")).to_contain_text("Ei verkkoyhteyttä")
    accessible(visitor)
    visit.set_offline(False)
    expect(visitor.locator("[data-status]")).to_contain_text("Yhteys toimii taas")


def test_a_connection_that_answers_no_more_is_told(hub: str, visit: BrowserContext) -> None:
    page = visit.new_page()
    page.clock.install()
    page.route_web_socket(re.compile("/ws/chat/"), deaf)
    start_chat(page, hub)
    expect(page.locator("[data-status]")).to_contain_text("jonossa")

    page.clock.run_for(26_000)
    page.clock.run_for(8_000)

    expect(page.locator("[data-status]")).to_contain_text("Yhteys katkesi")


def deaf(socket: WebSocketRoute) -> None:
    """The server is heard until the first ping, and not from then on."""
    server = socket.connect_to_server()
    pings: list[str] = []

    def up(text: str | bytes) -> None:
        pings.append(str(text)) if '"ping"' in str(text) else server.send(text)

    socket.on_message(up)
    server.on_message(lambda text: pings or socket.send(text))


def test_the_closed_page_opens_by_itself_and_says_so(
    hub: str, visit: BrowserContext, pair: list[Page]
) -> None:
    matti = pair[1]
    matti.goto(f"{hub}/staff/duty/")
    matti.locator("[name=away]").click()
    expect(matti.locator("[name=away]")).to_have_attribute("value", "0")
    page = visit.new_page()
    page.clock.install()
    page.goto(f"{hub}/chat/")
    expect(page.locator("[data-look]")).to_be_visible()

    matti.locator("[name=away]").click()
    expect(matti.locator("[name=away]")).to_have_attribute("value", "1")
    page.clock.run_for(31_000)

    expect(page.locator("[data-start]")).to_be_visible()
    expect(page.locator("[data-news]")).to_have_text("Chat on auki")
    accessible(page)


def test_a_visitor_learns_who_took_the_conversation(
    hub: str, visitor: Page, pair: list[Page]
) -> None:
    expect(visitor.locator("[data-pair]")).to_have_text(
        "Sinulle vastaavat sosiaalityöntekijä Maija ja sosiaaliohjaaja Matti"
    )
    write(visitor, "Kuka ottaa?")

    take(pair[1], hub, "Kuka ottaa?")

    line = visitor.locator("[data-lines] .message-system")
    expect(line).to_contain_text("Sosiaaliohjaaja Matti vastaa sinulle nyt.")
    accessible(visitor)
    write(pair[1], "Minä")
    expect(visitor.locator("[data-lines] li").last).to_contain_text("Minä")


def test_an_address_from_a_worker_is_a_link_and_one_from_a_visitor_is_not(
    hub: str, visitor: Page, pair: list[Page]
) -> None:
    write(visitor, f"Olen lukenut {ADDRESS}.")
    take(pair[1], hub, "Olen lukenut")
    write(pair[1], f"Lue vielä kerran ({ADDRESS}).")
    link = visitor.locator("[data-lines] a")

    expect(link).to_have_text(ADDRESS)
    said = visitor.locator(".message:not(.message-system) time")
    live = said.all_inner_texts()
    visitor.reload()

    expect(link).to_have_text(ADDRESS)
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert said.all_inner_texts() == live


@pytest.mark.parametrize("language", ["sv", "en", "selko"])
def test_a_time_reads_the_same_live_and_after_a_reload(
    hub: str, visit: BrowserContext, language: str
) -> None:
    page = visit.new_page()
    page.goto(f"{hub}/{language}/chat/")
    page.click("[data-start] button")
    write(page, "Hei")
    time = page.locator("[data-lines] [data-seq] time")
    live = time.inner_text()

    page.reload()

    expect(time).to_have_text(live)


def test_a_page_that_comes_late_takes_no_answer_of_the_survey_away(visitor: Page) -> None:
    late: list[Route] = []
    visitor.route("**/chat/messages/list/", lambda route: late.append(route))

    def after_the_socket_told(route: Route) -> None:
        answer = route.fetch()
        visitor.wait_for_timeout(500)
        route.fulfill(response=answer)

    visitor.route("**/chat/leave/", after_the_socket_told)
    visitor.locator(".ending:first-of-type > summary").click()
    visitor.get_by_role("button", name="Kyllä, lopeta").click()
    visitor.check("input[name=got_advice][value=yes]")
    for route in late:
        route.continue_()
    visitor.wait_for_timeout(500)
    expect(visitor.locator("input[name=got_advice][value=yes]")).to_be_checked()


def test_a_closed_conversation_whose_page_does_not_come_is_asked_for_again(
    hub: str, visitor: Page, pair: list[Page]
) -> None:
    write(visitor, "Sivu ei tule")
    take(pair[1], hub, "Sivu ei tule")
    visitor.clock.install()
    visitor.route("**/chat/messages/list/", lambda route: route.abort(), times=1)
    pair[1].check("input[value=recorded]")
    close = pair[1].locator(".pane-context").get_by_role("button", name="Lopeta keskustelu")
    with visitor.expect_event("requestfailed"):
        close.click()

    visitor.clock.fast_forward("00:10")

    expect(visitor.locator("h1")).to_have_text("Keskustelu on päättynyt")


def test_another_language_keeps_what_was_being_written(
    hub: str, visit: BrowserContext, pair: list[Page]
) -> None:
    page = visit.new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    start_chat(page, hub)
    write(page, "Byter språk")
    expect(page.locator("[data-field=state]")).to_have_text("Lähetetty")
    page.fill("#text", "Jäi kesken")

    page.get_by_role("button", name="Svenska").click()

    expect(page.locator("h1")).to_have_text("Samtal")
    expect(page.locator("#text")).to_have_value("Jäi kesken")
    expect(page.locator("[data-lines] li")).to_have_count(1)
    expect(page).to_have_url(f"{hub}/sv/chat/")
    assert page.evaluate("sessionStorage.length") == 1  # the token, and no word
    accessible(page)
    take(pair[0], hub, "Byter språk")
    expect(page.locator(".message-system")).to_contain_text(
        "Socialarbetare Maija svarar dig nu."
    )
    expect(page.locator("[data-pair]")).to_contain_text(
        "Du får svar av socialarbetare Maija och"
    )


def test_where_the_scripts_of_a_conversation_do_not_come_it_goes_on_by_forms(
    hub: str, visit: BrowserContext, pair: list[Page]
) -> None:
    page = visit.new_page()
    page.route("**/chat/room*.js", lambda route: route.abort())
    start_chat(page, hub)

    write(page, "ä" * 2001)
    expect(page.locator("[data-error]")).to_contain_text("liian pitkä")
    expect(page.locator("#text")).to_have_value("ä" * 2001)
    write(page, "Ilman huonetta")

    expect(page.locator("[data-lines] li")).to_have_count(1)
    expect(page.locator("[data-lines] li")).to_contain_text("Ilman huonetta")
    expect(page.locator("#text")).to_have_value("")


def test_an_error_goes_when_the_text_changes_and_the_limit_is_told_only_near_it(
    visitor: Page,
) -> None:
    write(visitor, "ä" * 2001)
    expect(visitor.locator("[data-error]")).to_contain_text("liian pitkä")
    expect(visitor.locator("[data-left]")).to_have_text("2001 / 2000")
    accessible(visitor)

    visitor.fill("#text", "ä" * 1800)

    expect(visitor.locator("[data-error]")).to_be_empty()
    expect(visitor.locator("[data-left]")).to_be_empty()
    assert visitor.locator("#text").get_attribute("aria-invalid") is None


def test_the_front_page_leads_back_to_a_conversation_that_goes_on(
    hub: str, visitor: Page
) -> None:
    visitor.goto(hub)

    expect(visitor.get_by_role("link", name="Siirry chattiin")).to_be_hidden()
    accessible(visitor)
    visitor.get_by_role("link", name="Jatka keskustelua").click()
    expect(visitor.locator("[data-room]")).to_be_visible()


@pytest.mark.parametrize("language", ["", "sv/", "en/", "selko/"])
def test_the_start_button_is_in_view_on_a_phone(
    hub: str, visit: BrowserContext, language: str
) -> None:
    page = visit.new_page()

    page.goto(f"{hub}/{language}chat/")

    assert box(page, "[data-start] button")[1] <= box(page, ".exit")[0]


def test_back_after_the_way_out_shows_no_word_even_without_scripts(
    browser: Browser, hub: str, pair: list[Page]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.route(ELSEWHERE, weather)
    page = context.new_page()
    page.goto(f"{hub}/chat/")
    page.get_by_role("button", name="Aloita keskustelu").click()
    write(page, "Salainen asia")
    expect(page.locator("li.message")).to_contain_text("Salainen asia")

    page.get_by_role("button", name="Poistu sivulta nopeasti").click()
    page.wait_for_url(ELSEWHERE)
    for _ in range(3):
        page.go_back()
        assert "Salainen" not in page.content()
    context.close()


def weather(route: Route) -> None:
    route.fulfill(body="<title>Weather</title>", content_type="text/html")
