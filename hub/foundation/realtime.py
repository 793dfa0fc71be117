"""The one way out to the channel layer: committed facts and hints, at most once, best effort.

Every receiver can recover without them (by sequence, or by asking the page again).
"""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)


def thread_group(conversation_id: int) -> str:
    """Who follows one conversation live, the visitor included: only what a client may see goes here."""
    return f"thread.{conversation_id}"


def staff_thread_group(conversation_id: int) -> str:
    """The staff side of one conversation: internal notes and delivery ticks go only here."""
    return f"staff-thread.{conversation_id}"


def unit_group(unit_id: int) -> str:
    return f"unit.{unit_id}"


def user_group(user_id: int) -> str:
    return f"user.{user_id}"


def publish(group: str, event: Mapping[str, Any]) -> None:
    """Send `event` (its `type` names the consumer's handler) to a group; a dead layer is only logged.

    In a web process this returns at once, and events arrive in the order of these calls.
    """
    if outbox.put(group, dict(event)):
        return
    layer = get_channel_layer()
    assert layer is not None
    try:
        async_to_sync(layer.group_send)(group, dict(event))
    except Exception:  # noqa: BLE001 - receivers resume by sequence; a dead layer must not fail a commit
        lost(event)


def lost(event: Mapping[str, Any]) -> None:
    logger.warning(
        "The channel layer did not take an event", extra={"event_type": event["type"]}
    )


class Outbox:
    """Events of all threads of a web process, sent by its loop: what gathers meanwhile goes in one round trip."""

    def __init__(self) -> None:
        self.events: deque[tuple[str, dict[str, Any]]] = deque()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.sending: asyncio.Task[None] | None = None

    def attach(self) -> None:
        """The running loop serves this process from now on."""
        loop = asyncio.get_running_loop()
        if loop is not self.loop:
            self.loop, self.sending = loop, None

    def put(self, group: str, event: dict[str, Any]) -> bool:
        """False where no loop is served: in a worker or a command."""
        if self.loop is None or not self.loop.is_running():
            return False
        self.events.append((group, event))
        self.loop.call_soon_threadsafe(self.wake)
        return True

    def wake(self) -> None:
        if self.sending is None or self.sending.done():
            self.sending = asyncio.ensure_future(self.send())

    async def send(self) -> None:
        layer: Any = get_channel_layer()
        while self.events:
            batch = list(self.events)
            self.events.clear()
            try:
                await layer.group_send_many(batch)
            except Exception:  # noqa: BLE001 - as in publish
                for _group, event in batch:
                    lost(event)


outbox = Outbox()
