"""A socket through the whole ASGI application, with what a visitor says on it."""

import json
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from channels.testing import WebsocketCommunicator

ORIGIN = b"http://localhost"
Connect = Callable[..., Awaitable["Socket"]]


class Socket(WebsocketCommunicator):
    async def send(self, **frame: Any) -> None:
        await self.send_to(text_data=json.dumps(frame))

    async def next(self, wanted: str) -> dict[str, Any]:
        """The next frame of this type; hints that come between are passed over."""
        while True:
            frame: dict[str, Any] = await self.receive_json_from(timeout=5)
            if frame["type"] == wanted:
                return frame

    async def closing_code(self) -> int:
        while True:
            event = await self.receive_output(timeout=5)
            if event["type"] == "websocket.close":
                return int(event["code"])

    async def join(self, token: str, after: int = 0) -> dict[str, Any]:
        await self.send(type="join", token=token, after=after)
        return await self.next("joined")

    async def say(self, text: str, key: str = "") -> str:
        key = key or str(uuid.uuid4())
        await self.send(type="message", key=key, text=text)
        return key
