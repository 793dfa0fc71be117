import asyncio
import uuid
from typing import Any

from channels.db import database_sync_to_async
from django.utils import translation

from hub.conversations import selectors
from hub.conversations.models import Delivery
from hub.foundation.audience import Audience
from hub.foundation.consumers import JsonSocket
from hub.foundation.realtime import staff_thread_group, thread_group, unit_group, user_group
from hub.people import services as people
from hub.people.models import User

FORBIDDEN = 4403
BEAT_SECONDS = 15
TYPING_EVERY = 2.0


class StaffSocket(JsonSocket):
    """Hints for the console, and the text of the one thread in view. Session and Origin are checked outside."""

    audience = frozenset({Audience.WORKER, Audience.SUPERVISOR})
    kind = "staff"
    frames = frozenset({"view", "typing", "ping"})
    user: User
    thread: int | None = None
    typed_at = 0.0
    heart: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        user: Any = self.scope.get("user")
        if user is None or not await database_sync_to_async(may_connect)(self.scope):
            await self.close(FORBIDDEN)
            return
        self.user = user
        await super().connect()
        for group in (unit_group(user.unit_id), user_group(user.pk)):
            await self.channel_layer.group_add(group, self.channel_name)
        self.heart = asyncio.create_task(self.beat())

    async def beat(self) -> None:
        """Presence, and the check that this session may still listen."""
        while True:
            if not await database_sync_to_async(may_connect)(self.scope):
                await self.close(FORBIDDEN)
                return
            await database_sync_to_async(people.be_here)(user_id=self.user.pk)
            await asyncio.sleep(BEAT_SECONDS)

    async def disconnect(self, code: int) -> None:
        if self.heart:
            self.heart.cancel()
        await self.leave_thread()
        if self.counted:
            for group in (unit_group(self.user.unit_id), user_group(self.user.pk)):
                await self.channel_layer.group_discard(group, self.channel_name)

    async def on_view(self, frame: dict[str, Any]) -> None:
        """Follow one thread from `after` on; refused quietly when the worker may not see it."""
        await self.leave_thread()
        found = await database_sync_to_async(follow)(self.user, frame)
        if found is None:
            await self.send_frame({"type": "gone"})
            return
        self.thread = found[0]
        for group in (thread_group(self.thread), staff_thread_group(self.thread)):
            await self.channel_layer.group_add(group, self.channel_name)
        # Read again now that pushes arrive: what was committed between is not lost.
        again = await database_sync_to_async(follow)(self.user, frame)
        for line in again[1] if again else []:
            await self.send_frame(line)

    async def leave_thread(self) -> None:
        if self.thread is None:
            return
        for group in (thread_group(self.thread), staff_thread_group(self.thread)):
            await self.channel_layer.group_discard(group, self.channel_name)
        self.thread = None

    async def on_typing(self, frame: dict[str, Any]) -> None:
        """That a reply is being written, by whom the client knows as; the page tells nothing of a note."""
        at = asyncio.get_running_loop().time()
        if self.thread is None or at - self.typed_at < TYPING_EVERY:
            return
        self.typed_at = at
        name = await database_sync_to_async(selectors.name_to_client)(
            self.user, self.thread
        )
        if name:
            event = {"type": "thread.typing", "by": self.user.pk, "name": name}
            await self.channel_layer.group_send(thread_group(self.thread), event)

    async def on_ping(self, frame: dict[str, Any]) -> None:
        await self.send_frame({"type": "pong"})

    async def thread_message(self, event: dict[str, Any]) -> None:
        await self.send_frame(event["frame"] | {"kind": event["kind"]})

    async def thread_delivery(self, event: dict[str, Any]) -> None:
        with translation.override(self.user.language):
            label = str(Delivery.Status(event["status"]).label)
        await self.send_frame(event | {"type": "delivery", "label": label})

    async def thread_state(self, event: dict[str, Any]) -> None:
        await self.send_frame({"type": "state"})

    async def thread_typing(self, event: dict[str, Any]) -> None:
        if event.get("by") != self.user.pk:
            await self.send_frame({"type": "typing", "name": event["name"]})

    async def staff_event(self, event: dict[str, Any]) -> None:
        await self.send_frame({**event, "type": event["event"]})

    async def staff_revoked(self, event: dict[str, Any]) -> None:
        await self.close(FORBIDDEN)


def may_connect(scope: Any) -> bool:
    """The session still stands, its user is active, of the right role, and has the second factor."""
    session, user = scope["session"], scope["user"]
    if not user.is_authenticated or not session.exists(session.session_key):
        return False
    current = User.objects.filter(pk=user.pk, is_active=True).first()
    return (
        current is not None
        and current.role in StaffSocket.audience
        and people.factor_ok(current)
    )


def follow(user: User, frame: dict[str, Any]) -> tuple[int, list[dict[str, Any]]] | None:
    try:
        public_id = uuid.UUID(str(frame.get("conversation")))
    except ValueError:
        return None
    after = frame.get("after")
    return selectors.follow(
        user, public_id, after if isinstance(after, int) and after >= 0 else 0
    )
