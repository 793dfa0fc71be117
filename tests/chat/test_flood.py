"""Many behind one address are served; whoever floods from one is slowed by its keyed hash, and the address stays nowhere."""

import io
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.test import Client

from chat import places
from chat.models import VisitorSession
from hub.people.models import User
from tests.chat.wire import ORIGIN, Socket
from tests.foundation.test_logs import lines, valkey  # noqa: F401 - a fixture
from tests.privacy.test_no_plaintext import where

LIBRARY, HOME = "203.0.113.7", "198.51.100.9"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def open_socket() -> Any:
    from hub.asgi import application

    made: list[Socket] = []

    async def open_socket(address: str, *headers: tuple[bytes, bytes]) -> Socket | None:
        said = [(b"origin", ORIGIN), (b"host", b"localhost"), *headers]
        socket = Socket(application, "/ws/chat/", headers=said)
        socket.scope["client"] = [address, 5000]
        accepted, _ = await socket.connect()
        made.append(socket)
        return socket if accepted else None

    yield open_socket
    for socket in made:
        await socket.disconnect()


def start(address: str) -> Any:
    return Client(REMOTE_ADDR=address).post(
        "/chat/start/", headers={"Accept": "application/json"}
    )


async def test_thirty_behind_one_address_wait_and_listen_and_the_next_is_slowed(
    pair: list[User],
    open_socket: Any,
    lines: io.StringIO,  # noqa: F811
) -> None:
    press = database_sync_to_async(start)
    answers = [await press(LIBRARY) for _ in range(30)]

    places_told = []
    for answer in answers:
        socket = await open_socket(LIBRARY)
        places_told.append((await socket.join(answer.json()["token"]))["ahead"])
    beyond, elsewhere = await press(LIBRARY), await press(HOME)

    assert places_told == list(range(30))
    assert (beyond.status_code, beyond.json()["code"]) == (409, "too_fast")
    assert elsewhere.status_code == 200
    told, stored = lines.getvalue(), "\n".join(valkey())
    for address in (LIBRARY, HOME):
        assert address not in told + stored
        assert await database_sync_to_async(where)(address) == set()
    assert "hub:limit:start:" in stored
    assert "hub:limit:socket:" in stored


async def test_whoever_opens_sockets_without_end_is_refused_and_nobody_else(
    open_socket: Any, settings: Any
) -> None:
    settings.CHAT_SOCKETS_PER_MINUTE = 3

    opened = [await open_socket(LIBRARY) for _ in range(5)]

    assert [bool(socket) for socket in opened] == [True, True, True, False, False]
    assert await open_socket(HOME)


async def test_behind_the_proxy_each_visitor_has_sockets_of_their_own(
    open_socket: Any, settings: Any
) -> None:
    from ipaddress import ip_network

    settings.CHAT_SOCKETS_PER_MINUTE = 1
    settings.TRUSTED_PROXIES = [ip_network("10.1.0.0/24")]
    proxy = "10.1.0.2"

    def through(visitor: bytes) -> tuple[bytes, bytes]:
        return b"x-forwarded-for", visitor

    assert await open_socket(proxy, through(b"203.0.113.7"))
    assert await open_socket(proxy, through(b"203.0.113.8"))
    assert not await open_socket(proxy, through(b"192.0.2.1"), through(b"203.0.113.7"))


def test_without_valkey_nobody_is_refused_a_socket(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CHAT_SOCKETS_PER_MINUTE = 0

    def broken() -> None:
        raise OSError

    monkeypatch.setattr("hub.foundation.limits.valkey", broken)

    assert not places.opens_too_many_sockets(LIBRARY)
    assert VisitorSession.objects.count() == 0
