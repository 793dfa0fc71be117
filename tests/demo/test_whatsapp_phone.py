import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from demo.whatsapp_phone import webhooks
from demo.whatsapp_phone.app import application
from demo.whatsapp_phone.options import Options
from demo.whatsapp_phone.phones import BY_SLUG, PHONES
from demo.whatsapp_phone.store import Store
from tests.demo.wire import client_of
from whatsapp_bridge.payloads import InboundMessage, StatusChange, parse
from whatsapp_bridge.signature import is_signed

OPTIONS = Options(
    webhook_url="http://hub.example.org/whatsapp/webhook/demo/", tick_seconds=0.1
)
AUTH = {"Authorization": "Bearer demo-access-token"}
URL = "/v25.0/106540352242922/messages"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "phones.sqlite3"


@pytest.fixture
def store(path: Path) -> Store:
    return Store(path)


@pytest.fixture
def table(path: Path) -> Iterator[httpx.Client]:
    """Without its lifespan: a test delivers the webhooks itself."""
    client = client_of(application(path, OPTIONS))
    yield client
    client.close()


def reply(**fields: Any) -> dict[str, Any]:
    message = {
        "messaging_product": "whatsapp",
        "to": "+358401234501",
        "type": "text",
        "text": {"body": "Sosiaaliohjaaja Matti:\nHei", "preview_url": False},
        "biz_opaque_callback_data": "our-mark",
    }
    return message | fields


def reports(store: Store) -> list[StatusChange]:
    events = [parse(webhook.body)[0] for webhook in store.due(time.time() + 60)]
    return [event for event in events if isinstance(event, StatusChange)]


def test_what_is_typed_on_a_phone_becomes_a_signed_webhook(
    table: httpx.Client, store: Store
) -> None:
    page = table.post("/phones/sanna/messages/", data={"text": "Hei Matti, ä😀 <b>"})

    (webhook,) = store.due(time.time())
    (event,) = parse(webhook.body)
    header = webhooks.signature(OPTIONS, webhook.body).encode()
    assert "Hei Matti, ä😀 &lt;b&gt;" in page.text
    assert isinstance(event, InboundMessage)
    assert (event.text, event.person.wa_id) == ("Hei Matti, ä😀 <b>", "358401234501")
    assert is_signed(webhook.body, header=header, secrets=[b"demo-app-secret"])
    assert webhook.body.isascii()


def test_a_phone_that_hides_its_number_sends_only_the_user_id(
    table: httpx.Client, store: Store
) -> None:
    table.post("/phones/kim/messages/", data={"text": "Hei"})

    (event,) = parse(store.due(time.time())[0].body)
    assert isinstance(event, InboundMessage)
    assert (event.person.wa_id, event.person.user_id) == ("", BY_SLUG["kim"].user_id)


def test_a_reply_is_seen_on_the_phone_and_its_ticks_come_back(
    table: httpx.Client, store: Store
) -> None:
    answer = table.post(URL, json=reply(), headers=AUTH)

    found = reports(store)
    assert answer.json()["messages"][0]["id"].startswith("wamid.")
    assert [report.status for report in found] == ["sent", "delivered", "read"]
    assert {report.callback for report in found} == {"our-mark"}
    assert "Sosiaaliohjaaja Matti" in table.get("/phones/sanna/").text


def test_read_can_wait_for_a_hand(table: httpx.Client, store: Store) -> None:
    table.post("/phones/sanna/reading/", data={})
    table.post(URL, json=reply(), headers=AUTH)
    assert [report.status for report in reports(store)] == ["sent", "delivered"]

    table.post("/phones/sanna/read/")

    assert {report.status for report in reports(store)} == {"sent", "delivered", "read"}


def test_the_next_send_can_be_answered_with_an_error_once(
    table: httpx.Client, store: Store
) -> None:
    table.post("/phones/sanna/error/", data={"code": "131056"})

    first = table.post(URL, json=reply(), headers=AUTH)
    second = table.post(URL, json=reply(), headers=AUTH)

    assert (first.status_code, first.json()["error"]["code"]) == (400, 131056)
    assert second.status_code == 200


def test_some_errors_are_told_later(table: httpx.Client, store: Store) -> None:
    table.post("/phones/sanna/error/", data={"code": "131026"})

    answer = table.post(URL, json=reply(), headers=AUTH)

    (report,) = reports(store)
    assert answer.status_code == 200
    assert (report.status, report.code) == ("failed", 131026)


def test_a_user_id_in_the_wrong_field_is_accepted_and_lost(
    table: httpx.Client, store: Store
) -> None:
    user_id = BY_SLUG["kim"].user_id

    lost = table.post(URL, json=reply(to=user_id), headers=AUTH)
    assert (lost.status_code, reports(store)) == (200, [])

    right = reply(recipient=user_id)
    del right["to"]
    table.post(URL, json=right, headers=AUTH)
    assert "Sosiaaliohjaaja" in table.get("/phones/kim/").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"messaging_product": "x"},
        {"to": ""},
        {"type": "image"},
        {"text": None},
        {"text": {"body": ""}},
        {"text": {"body": "x" * 4097}},
        {"biz_opaque_callback_data": "x" * 513},
    ],
)
def test_a_faulty_message_is_refused(table: httpx.Client, wrong: dict[str, Any]) -> None:
    assert table.post(URL, json=reply(**wrong), headers=AUTH).status_code == 400


def test_only_the_token_opens_the_interface(table: httpx.Client) -> None:
    assert table.post(URL, json=reply()).status_code == 401
    assert (
        table.post(URL.replace("106", "107"), json=reply(), headers=AUTH).status_code == 400
    )
    assert table.post(URL, content=b"{", headers=AUTH).status_code == 400


async def test_a_webhook_that_is_not_taken_comes_again(store: Store) -> None:
    store.say(wamid="wamid.1", phone="sanna", author="client", text="Hei", status="sent")
    store.post(b"{}", wamid="wamid.1", due_at=time.time())
    answers = iter([httpx.Response(503), httpx.Response(200)])
    hub = httpx.MockTransport(lambda _request: next(answers))

    async with httpx.AsyncClient(transport=hub) as client:
        (webhook,) = store.due(time.time())
        assert not await webhooks.deliver(OPTIONS, store, webhook, client)
        assert store.due(time.time()) == []
        (again,) = store.due(time.time() + 5)
        assert await webhooks.deliver(OPTIONS, store, again, client)

    assert store.due(time.time() + 600) == []
    assert store.thread("sanna")[0].status == "delivered"


def test_the_phones_remember_after_a_restart(table: httpx.Client, path: Path) -> None:
    table.post("/phones/joonas/messages/", data={"text": "Muistatko?"})

    again = client_of(application(path, OPTIONS))

    assert "Muistatko?" in again.get("/phones/joonas/").text
    again.close()


def test_pages_load_nothing_from_elsewhere(table: httpx.Client) -> None:
    for phone in PHONES:
        page = table.get(f"/phones/{phone.slug}/")
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert "http" not in page.text
    assert table.get("/phones/nobody/").status_code == 404
    assert table.get("/static/phone.js").status_code == 200


def test_marking_as_read_is_taken(table: httpx.Client, store: Store) -> None:
    table.post("/phones/sanna/messages/", data={"text": "Hei"})
    wamid = json.loads(store.due(time.time())[0].body)["entry"][0]["changes"][0]["value"][
        "messages"
    ][0]["id"]

    read = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}

    assert table.post(URL, json=read, headers=AUTH).json() == {"success": True}
    assert store.thread("sanna")[0].status == "read"
