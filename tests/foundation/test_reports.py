"""A crash is reported by class and place; nothing of the person it happened to leaves the house."""

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock

import pytest
import sentry_sdk
from daphne import server
from django.apps import apps
from django.test import Client
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from chat.models import VisitorSession
from hub.asgi import application
from hub.conversations import tasks
from hub.foundation import reports
from hub.foundation.errors import DomainError
from tests.chat.wire import ORIGIN, Socket
from tests.foundation.test_logs import ADDRESS, AGENT, CANARIES, NAME, NUMBER, PATH, TEXT

DSN = "https://key@sentry.example.org/1"
Sent = list[bytes]


@pytest.fixture
def sent() -> Iterator[Sent]:
    caught: Sent = []

    class Caught(Transport):
        def capture_envelope(self, envelope: Envelope) -> None:
            caught.append(envelope.serialize())

    reports.start(DSN, transport=Caught)
    yield caught
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


def broken(*words: Any, **more: Any) -> None:
    name, number, address = NAME, NUMBER, ADDRESS
    try:
        raise KeyError(name, words)
    except KeyError as error:
        raise ValueError(f"row of {number} at {address}: {more}") from error


def only_place_and_class(sent: Sent, token: str) -> dict[str, Any]:
    """The one event; fails when a canary is anywhere in what was sent."""
    whole = b"\n".join(sent).decode()
    for canary in [*CANARIES, token, AGENT]:
        assert canary not in whole, f"{canary} was reported"
    (envelope,) = sent
    event: dict[str, Any] = json.loads(envelope.splitlines()[2])
    assert [one["type"] for one in event["exception"]["values"]] == [
        "KeyError",
        "ValueError",
    ]
    places = [one["stacktrace"]["frames"][-1] for one in event["exception"]["values"]]
    assert {place["function"] for place in places} == {"broken"}
    assert set(event) <= {*reports.KEPT, "exception"}
    return event


def test_a_crashing_page_tells_nothing_of_the_visitor(
    sent: Sent, visit: tuple[VisitorSession, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.views.visitor.services.post_message", broken)
    visitor = Client(REMOTE_ADDR=ADDRESS, raise_request_exception=False)

    visitor.post(
        f"/chat/messages/?{PATH}",
        {"token": visit[1], "text": TEXT},
        headers={"User-Agent": AGENT, "Authorization": f"Bearer {NAME}"},
    )

    assert only_place_and_class(sent, visit[1])["logger"] == "django.request"


@pytest.mark.django_db(transaction=True)
async def test_a_crashing_socket_tells_nothing_of_the_visitor(
    sent: Sent, visit: tuple[VisitorSession, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.services.visits.conversations.post_client_messages", broken)
    monkeypatch.setattr(server, "reactor", Mock())
    headers = [
        (b"origin", ORIGIN),
        (b"host", b"localhost"),
        (b"user-agent", AGENT.encode()),
    ]
    socket = Socket(application, "/ws/chat/", headers=headers)
    await socket.connect()
    await socket.join(visit[1])

    await socket.say(TEXT)
    await asyncio.wait([socket.future])
    daphne = Mock(connections={Mock(): {"application_instance": socket.future}})
    server.Server.application_checker(daphne)

    assert only_place_and_class(sent, visit[1])["logger"] == "daphne.server"


def test_a_crashing_task_tells_nothing_of_the_message(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.conversations.delivery.deliver", broken)

    tasks.deliver_message.apply(kwargs={"delivery_id": TEXT})

    assert only_place_and_class(sent, TEXT)["logger"] == "celery.app.trace"


def test_a_refusal_is_no_crash(sent: Sent, client: Client, db: None) -> None:
    logger = logging.getLogger("hub.anything")
    try:
        raise DomainError(TEXT)
    except DomainError:
        logger.exception("Somebody was refused")
    client.get("/", headers={"Host": f"{NAME}.example.org"})
    logging.getLogger("httpx").error("Not there: %s", TEXT)
    logger.warning("Only a warning")

    assert sent == []


def test_an_error_of_our_own_is_told_without_its_words(sent: Sent) -> None:
    logging.getLogger("hub.anything").error("About %s", TEXT, extra={"phone": NUMBER})

    assert b"hub.anything" in sent[0]
    assert TEXT.encode() not in sent[0]
    assert NUMBER.encode() not in sent[0]


def test_without_an_address_nothing_is_reported(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "start", start := Mock())
    settings.SENTRY_DSN = ""
    apps.get_app_config("foundation").ready()
    start.assert_not_called()

    settings.SENTRY_DSN = DSN
    apps.get_app_config("foundation").ready()
    start.assert_called_once_with(DSN)
