"""What every socket of the hub shares."""

import asyncio
import json
import logging
from collections import deque
from contextlib import suppress
from typing import Any, ClassVar

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from hub.foundation.audience import Audience
from hub.foundation.metrics import SOCKETS

MAX_FRAME = 16 * 1024
BAD_FRAME = 4400
COME_AGAIN = 4503  # our own code: servers send none of the registered ones but 1000; a browser connects anew
# Events that a socket may be behind with; a person's thread and lists make a few in a second.
MOST_WAITING = 500
logger = logging.getLogger(__name__)


class JsonSocket(AsyncWebsocketConsumer):
    """JSON text frames of at most 16 KiB, each to the method `on_<type>`; events of joined groups to `<type>`.

    Frames and events take turns, each until its handler is done, as in Channels. Unlike there, an event comes
    straight from the layer, without a queue and a task that waits for each socket; and handlers touch the database
    only through `database_sync_to_async`, so no stale connections are looked for before each (a thread hop).
    """

    audience: ClassVar[frozenset[Audience]]
    kind: ClassVar[str]
    frames: ClassVar[frozenset[str]]
    counted = False
    ear = ""
    failure: Exception | None = None
    pump: asyncio.Task[None] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Whatever ends the socket (a close, an error, a browser gone in mid-sentence), it says farewell once.

        Without Valkey there is no socket: it is closed for now, and the page comes again and posts meanwhile.
        """
        self.scope, self.base_send = scope, send
        self.layer: Any = get_channel_layer()
        self.joined: set[str] = set()
        self.events: deque[dict[str, Any]] = deque()
        self.turn = asyncio.Lock()
        try:
            await self.serve(receive)
        except StopConsumer:
            pass
        except (RedisError, OSError):
            logger.warning("A socket ended without Valkey", extra={"kind": self.kind})
            with suppress(Exception):
                await send({"type": "websocket.close", "code": COME_AGAIN})
        finally:
            with suppress(RedisError, OSError):  # a dead layer has forgotten us already
                await self.farewell()

    async def serve(self, receive: Any) -> None:
        self.task = asyncio.current_task()
        try:
            while True:
                await self.dispatch(await receive())
        except asyncio.CancelledError:
            if self.failure is None:
                raise
            raise self.failure from None

    async def farewell(self) -> None:
        """Leave groups, stop timers. Runs however far the socket had come; subclasses call it last."""
        if self.pump:
            self.pump.cancel()
        if self.counted:
            SOCKETS.labels(self.kind).dec()
        self.layer.forget(self.ear)
        for group in [*self.joined]:
            await self.leave(group)

    async def join(self, group: str) -> None:
        self.ear = self.ear or await self.layer.listen(self.hear)
        self.joined.add(group)
        await self.layer.group_add(group, self.ear)

    async def leave(self, group: str) -> None:
        self.joined.discard(group)
        await self.layer.group_discard(group, self.ear)

    def hear(self, event: dict[str, Any]) -> None:
        """An event of a joined group. A browser that reads too slowly comes again and resumes by sequence."""
        self.events.append(event)
        if len(self.events) > MOST_WAITING:
            self.events.clear()
            self.events.append({"type": "come.again"})
        if self.pump is None or self.pump.done():
            self.pump = asyncio.get_running_loop().create_task(self.work())

    async def work(self) -> None:
        try:
            while self.events:
                await self.dispatch(self.events.popleft())
        except Exception as error:  # noqa: BLE001 - raised again where the server looks for it
            self.failure = error
            if self.task:
                self.task.cancel()

    async def dispatch(self, message: dict[str, Any]) -> None:
        async with self.turn:
            await getattr(self, get_handler_name(message))(message)

    async def come_again(self, _event: dict[str, Any]) -> None:
        await self.close(COME_AGAIN)

    async def websocket_connect(self, message: Any) -> None:
        await self.connect()

    async def websocket_disconnect(self, message: Any) -> None:
        raise StopConsumer

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
