import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
import respx

from hub.conversations import delivery as sending
from hub.conversations.models import Conversation, Delivery, Identity, Message
from hub.conversations.transports import TransportError
from hub.foundation.clock import now
from hub.people.models import User
from whatsapp_bridge import selectors
from whatsapp_bridge.models import Connection
from whatsapp_bridge.transport import REACTIONS, WhatsApp, address, sentence

URL = "https://graph.example.org/v25.0/106540352242922/messages"
Send = Callable[[], Delivery]


def attempt(delivery: Delivery, respx_mock: respx.MockRouter, **answer: Any) -> Delivery:
    respx_mock.post(URL).mock(**answer)
    sending.deliver(delivery_id=delivery.pk)
    delivery.refresh_from_db()
    return delivery


def accepted() -> httpx.Response:
    return httpx.Response(200, json={"messages": [{"id": "wamid.out"}]})


def refused(code: int, status: int = 400) -> httpx.Response:
    return httpx.Response(status, json={"error": {"code": code, "message": "KANARIA"}})


def test_a_reply_says_who_writes_and_leaves_with_our_mark(
    sent: Send, respx_mock: respx.MockRouter
) -> None:
    delivery = attempt(sent(), respx_mock, return_value=accepted())

    request = respx_mock.calls.last.request
    message = json.loads(request.content)
    assert request.headers["Authorization"] == "Bearer test-token"
    assert message["to"] == "+358401234567"
    assert message["text"]["preview_url"] is False
    assert message["text"]["body"].endswith("Matti:\nNähdään huomenna")
    assert "Salainen" not in request.content.decode()
    assert message["biz_opaque_callback_data"] == str(delivery.public_id)
    assert delivery.status == "sent"
    assert Message.objects.get(pk=delivery.message_id).external_id == "wamid.out"


def test_a_client_without_a_number_is_reached_by_user_id(
    sent: Send, respx_mock: respx.MockRouter
) -> None:
    delivery = sent()
    Identity.objects.filter(kind="wa_id").delete()

    attempt(delivery, respx_mock, return_value=accepted())

    message = json.loads(respx_mock.calls.last.request.content)
    assert message["recipient"] == "FI.1"
    assert "to" not in message


@pytest.mark.parametrize(
    "error", [httpx.ReadTimeout, httpx.WriteError, httpx.RemoteProtocolError]
)
def test_silence_after_sending_is_uncertain_and_not_sent_again(
    sent: Send, respx_mock: respx.MockRouter, error: type[httpx.HTTPError]
) -> None:
    delivery = attempt(sent(), respx_mock, side_effect=error("KANARIA"))
    sending.deliver(delivery_id=delivery.pk)

    assert delivery.status == "uncertain"
    assert respx_mock.calls.call_count == 1


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout])
def test_what_never_left_is_tried_again(
    sent: Send, respx_mock: respx.MockRouter, error: type[httpx.HTTPError]
) -> None:
    delivery = attempt(sent(), respx_mock, side_effect=error(""))

    assert delivery.status == "queued"
    assert delivery.next_try_at is not None


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (refused(131047), "failed"),
        (refused(131026), "failed"),
        (refused(137000), "failed"),
        (refused(131056), "queued"),
        (refused(130429, 429), "queued"),
        (refused(131016, 500), "queued"),
        (refused(999999), "failed"),
        (httpx.Response(503, text="<html>"), "queued"),
        (httpx.Response(504, text="<html>"), "uncertain"),
        (httpx.Response(400, text="<html>"), "failed"),
        (
            httpx.Response(302, headers={"location": "https://elsewhere.example.org"}),
            "failed",
        ),
        (httpx.Response(200, text="<html>"), "uncertain"),
        (httpx.Response(200, json={"messages": [{"id": 7}]}), "uncertain"),
        (httpx.Response(200, json=[]), "uncertain"),
    ],
)
def test_each_refusal_has_its_reaction(
    sent: Send, respx_mock: respx.MockRouter, answer: httpx.Response, status: str
) -> None:
    delivery = attempt(sent(), respx_mock, return_value=answer)

    assert delivery.status == status
    assert delivery.error_text
    assert "KANARIA" not in delivery.error_text


def test_every_code_has_a_sentence() -> None:
    assert all(sentence(code) for code in [*REACTIONS, None, 0, 424242])


def test_after_a_day_the_worker_is_told_before_writing(sent: Send) -> None:
    thread = sent().message.conversation
    whatsapp = WhatsApp()

    assert whatsapp.refusal(thread.pk, now()) is None
    assert whatsapp.refusal(thread.pk, now() + timedelta(hours=23, minutes=50)) is None
    assert whatsapp.refusal(thread.pk, now() + timedelta(hours=23, minutes=56)) is not None


def test_a_connection_that_is_off_sends_nothing(
    sent: Send, respx_mock: respx.MockRouter
) -> None:
    delivery = sent()
    thread = delivery.message.conversation
    Connection.objects.update(enabled=False)

    sending.deliver(delivery_id=delivery.pk)

    delivery.refresh_from_db()
    assert delivery.status == "failed"
    assert WhatsApp().refusal(thread.pk, now()) is not None
    assert not respx_mock.calls


@pytest.mark.django_db
def test_a_contact_without_an_address_is_a_clear_failure() -> None:
    with pytest.raises(TransportError) as caught:
        address(None)
    assert caught.value.permanent


def test_the_panel_shows_the_window_and_never_the_number(sent: Send, worker: User) -> None:
    thread = sent().message.conversation

    shown = selectors.panel(thread, worker)

    assert shown is not None
    assert shown["number"] == "••67"
    assert (shown["window_open"], shown["hours"]) == (True, 23)
    assert selectors.panel(Conversation(channel="chat"), worker) is None
