from collections.abc import AsyncIterator

import pytest

from chat.models import VisitorSession
from tests.chat.wire import ORIGIN, Connect, Socket


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    # Not above: it names the settings, and xdist's workers inherit that name (see tests/conftest.py).
    from hub.asgi import application

    made: list[Socket] = []

    async def connect(origin: bytes = ORIGIN, path: str = "/ws/chat/") -> Socket:
        socket = Socket(
            application, path, headers=[(b"origin", origin), (b"host", b"localhost")]
        )
        accepted, _ = await socket.connect()
        assert accepted
        made.append(socket)
        return socket

    yield connect
    for socket in made:
        await socket.disconnect()


@pytest.fixture
def token(visit: tuple[VisitorSession, str]) -> str:
    return visit[1]
