"""Who gets no socket at all."""

from unittest.mock import Mock

import pytest
from redis.exceptions import ConnectionError as NoValkey

from hub.asgi import application
from tests.chat.wire import ORIGIN, Socket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("path", ["/ws/chat/", "/ws/staff/"])
@pytest.mark.parametrize("origin", [b"https://muu.example.org", b"null"])
async def test_a_foreign_page_gets_no_socket(path: str, origin: bytes) -> None:
    socket = Socket(application, path, headers=[(b"origin", origin)])

    accepted, _ = await socket.connect()

    assert not accepted


async def test_a_visitor_gets_no_staff_socket() -> None:
    socket = Socket(application, "/ws/staff/", headers=[(b"origin", ORIGIN)])

    accepted, code = await socket.connect()

    assert (accepted, code) == (False, 4403)


@pytest.mark.parametrize("token", ["\ud800" * 30, "ä" * 30, "x" * 30, "", "x" * 16_000])
async def test_a_token_that_is_none_ends_the_socket_by_its_code(token: str) -> None:
    socket = Socket(application, "/ws/chat/", headers=[(b"origin", ORIGIN)])
    await socket.connect()

    await socket.send(type="join", token=token)

    assert (await socket.receive_output(timeout=5))["code"] == 4401


@pytest.mark.parametrize("path", ["/ws/chat/", "/ws/staff/"])
async def test_without_valkey_a_socket_is_asked_to_come_again(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = Mock(new_channel=Mock(side_effect=NoValkey))
    monkeypatch.setattr("channels.consumer.get_channel_layer", lambda alias: dead)
    socket = Socket(application, path, headers=[(b"origin", ORIGIN)])

    accepted, code = await socket.connect()

    assert (accepted, code) == (False, 4503)
