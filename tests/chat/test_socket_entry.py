"""Who gets no socket at all."""

from typing import Any
from unittest.mock import Mock

import pytest
from channels.layers import get_channel_layer
from redis.exceptions import ConnectionError as NoValkey

from chat.models import VisitorSession
from hub.asgi import application
from hub.foundation.consumers import MOST_WAITING
from hub.foundation.realtime import thread_group
from tests.chat.wire import ORIGIN, Connect, Socket

HOST = (b"host", b"localhost")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("path", ["/ws/chat/", "/ws/staff/"])
@pytest.mark.parametrize(
    "origin",
    [
        b"https://muu.example.org",
        b"null",
        b"http://localhost:8443",  # what else the machine serves
        b"ftp://localhost",
        b"http://[",
    ],
)
async def test_a_foreign_page_gets_no_socket(path: str, origin: bytes) -> None:
    socket = Socket(application, path, headers=[(b"origin", origin), HOST])

    accepted, _ = await socket.connect()

    assert not accepted


@pytest.mark.parametrize(
    ("origin", "host", "tls", "opens"),
    [
        (b"https://localhost", b"localhost", True, True),
        (b"http://localhost", b"localhost", True, False),
        (b"http://127.0.0.1:8690", b"127.0.0.1:8690", False, True),
        (b"http://127.0.0.1:8690", b"127.0.0.1:8691", False, False),
        (b"http://muu.example.org", b"muu.example.org", False, False),
    ],
)
async def test_only_the_page_of_this_very_address_gets_a_socket(
    settings: Any, origin: bytes, host: bytes, tls: bool, opens: bool
) -> None:
    settings.TLS = tls
    socket = Socket(
        application, "/ws/chat/", headers=[(b"origin", origin), (b"host", host)]
    )

    accepted, _ = await socket.connect()
    await socket.disconnect()

    assert accepted is opens


async def test_a_visitor_gets_no_staff_socket() -> None:
    socket = Socket(application, "/ws/staff/", headers=[(b"origin", ORIGIN), HOST])

    accepted, code = await socket.connect()

    assert (accepted, code) == (False, 4403)


@pytest.mark.parametrize("token", ["\ud800" * 30, "ä" * 30, "x" * 30, "", "x" * 16_000])
async def test_a_token_that_is_none_ends_the_socket_by_its_code(token: str) -> None:
    socket = Socket(application, "/ws/chat/", headers=[(b"origin", ORIGIN), HOST])
    await socket.connect()

    await socket.send(type="join", token=token)

    assert (await socket.receive_output(timeout=5))["code"] == 4401


async def test_without_valkey_a_socket_is_asked_to_come_again(
    connect: Connect, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = Mock(listen=Mock(side_effect=NoValkey))
    monkeypatch.setattr("hub.foundation.consumers.get_channel_layer", lambda: dead)
    socket = await connect()

    await socket.send(type="join", token=token)

    assert await socket.closing_code() == 4503


async def test_a_browser_too_slow_for_what_happens_is_asked_to_come_again(
    connect: Connect, token: str, visit: tuple[VisitorSession, str]
) -> None:
    socket = await connect()
    await socket.join(token)
    layer: Any = get_channel_layer()
    group = thread_group(visit[0].conversation_id)

    typing = {"type": "thread.typing", "by": 1, "name": "Sosiaaliohjaaja Matti"}
    await layer.group_send_many([(group, typing)] * (2 * MOST_WAITING))

    assert await socket.closing_code() == 4503
