"""What every socket of the hub shares."""

import json
import logging
from contextlib import suppress
from typing import Any, ClassVar

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from redis.exceptions import RedisError

from hub.foundation.audience import Audience
from hub.foundation.metrics import SOCKETS

MAX_FRAME = 16 * 1024
BAD_FRAME = 4400
COME_AGAIN = 4503  # our own code: servers send none of the registered ones but 1000; a browser connects anew
logger = logging.getLogger(__name__)


class JsonSocket(AsyncWebsocketConsumer):
    """JSON text frames of at most 16 KiB, each to the method `on_<type>`.

    Handlers touch the database only through `database_sync_to_async`, so the check for stale connections that
    Channels makes before every event (a thread hop each) is left out.
    """

    audience: ClassVar[frozenset[Audience]]
    kind: ClassVar[str]
    frames: ClassVar[frozenset[str]]
    counted = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Whatever ends the socket (a close, an error, a browser gone in mid-sentence), it says farewell once.

        Without Valkey there is no socket: it is closed for now, and the page comes again and posts meanwhile.
        """
        try:
            await super().__call__(scope, receive, send)
        except (RedisError, OSError):
            logger.warning("A socket ended without Valkey", extra={"kind": self.kind})
            with suppress(Exception):
                await send({"type": "websocket.close", "code": COME_AGAIN})
        finally:
            with suppress(RedisError, OSError):  # a dead layer has forgotten us already
                await self.farewell()

    async def farewell(self) -> None:
        """Leave groups, stop timers. Runs however far the socket had come; subclasses call it last."""
        if self.counted:
            SOCKETS.labels(self.kind).dec()

    async def dispatch(self, message: dict[str, Any]) -> None:
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        await self.accept()
        self.counted = True
        SOCKETS.labels(self.kind).inc()

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None
    ) -> None:
        frame = parse(text_data)
        if frame is None or frame["type"] not in self.frames:
            await self.close(BAD_FRAME)
            return
        await getattr(self, f"on_{frame['type']}")(frame)

    async def send_frame(self, frame: dict[str, Any]) -> None:
        try:
            await self.send(json.dumps(frame, ensure_ascii=False))
        except Exception:  # noqa: BLE001 - every server has an error of its own for a browser that has left
            raise StopConsumer from None


def parse(text: str | None) -> dict[str, Any] | None:
    """The frame, or None for binary, oversize, malformed or untyped ones."""
    if text is None or len(text.encode("utf-8", "surrogatepass")) > MAX_FRAME:
        return None
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
        return None
    return frame
