import asyncio
import logging
import uuid
from typing import Any

from channels.db import database_sync_to_async
from django.utils import translation

from hub.conversations import selectors, services
from hub.conversations.models import Conversation, Delivery
from hub.foundation.audience import Audience
from hub.foundation.batching import GroupCommit
from hub.foundation.consumers import COME_AGAIN, JsonSocket
from hub.foundation.realtime import staff_thread_group, thread_group, unit_group, user_group
from hub.people import services as people
from hub.people.models import User

logger = logging.getLogger(__name__)
FORBIDDEN = 4403
BEAT_SECONDS = 5  # the door is right again soon after Valkey has lost everything
TYPING_EVERY = 2.0
Heartbeat = User | None | Exception


class StaffSocket(JsonSocket):
    """Hints for the console, and the text of the one thread in view. Session and Origin are checked outside."""

    audience = frozenset({Audience.WORKER, Audience.SUPERVISOR})
    kind = "staff"
    frames = frozenset({"view", "read", "typing", "ping"})
    user: User
    thread: int | None = None
    typed_at = 0.0
    heart: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        user = await self.heard()
        if user is None or isinstance(user, Exception):
            await self.close(COME_AGAIN if user else FORBIDDEN)
            return
        self.user = user
        await super().connect()
        for group in (unit_group(user.unit_id), user_group(user.pk)):
            await self.join(group)
        self.heart = asyncio.create_task(self.beat())

    async def heard(self) -> Heartbeat:
        scope: Any = self.scope
        return await heartbeats.add((scope["session"].session_key, scope["user"].pk))

    async def beat(self) -> None:
        """Presence, and the check that this worker may still listen. An outage skips beats and ends nothing.

        All consoles of a process beat in the same moment, so that they share their questions to the database.
        """
        loop = asyncio.get_running_loop()
        code = 0
        while not code:
            await asyncio.sleep(BEAT_SECONDS - loop.time() % BEAT_SECONDS)
            user = await self.heard()
            if user is None:
                code = FORBIDDEN
            elif isinstance(user, Exception):
                logger.warning("A console's heartbeat was skipped")
            elif (user.unit_id, user.role) != (self.user.unit_id, self.user.role):
                code = COME_AGAIN  # as who the worker is now
        await self.close(code)

    async def farewell(self) -> None:
        if self.heart:
            self.heart.cancel()
        await super().farewell()

    async def on_view(self, frame: dict[str, Any]) -> None:
        """Follow one thread from `after` on; refused quietly when the worker may not see it."""
        await self.leave_thread()
        found = await database_sync_to_async(follow)(self.user, frame)
        if found is None:
            await self.send_frame({"type": "gone"})
            return
        await database_sync_to_async(services.follow_thread)(
            conversation=found[0], by=self.user
        )
        self.thread = found[0].pk
        for group in (thread_group(self.thread), staff_thread_group(self.thread)):
            await self.join(group)
        # Read again now that pushes arrive: what was committed between is not lost.
        again = await database_sync_to_async(follow)(self.user, frame)
        for line in again[1] if again else []:
            await self.send_frame(line)
        # So it is with what else has happened to it: the page that asked was made before.
        await self.send_frame({"type": "state"})

    async def on_read(self, frame: dict[str, Any]) -> None:
        """The thread in view is before somebody's eyes up to `seq`; the list, which calls it new, looks again."""
        seq = frame.get("seq")
        if self.thread is None or not isinstance(seq, int):
            return
        read = database_sync_to_async(services.read_up_to)
        if await read(seq, conversation_id=self.thread, by=self.user):
            await self.send_frame({"type": "inbox"})

    async def leave_thread(self) -> None:
        if self.thread is None:
            return
        for group in (thread_group(self.thread), staff_thread_group(self.thread)):
            await self.leave(group)
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
            await self.layer.group_send(thread_group(self.thread), event)

    async def on_ping(self, frame: dict[str, Any]) -> None:
        await self.send_frame({"type": "pong"})

    async def thread_message(self, event: dict[str, Any]) -> None:
        await self.send_frame(event["frame"] | {"kind": event["kind"]})

    async def thread_delivery(self, event: dict[str, Any]) -> None:
        with translation.override(self.user.language):
            label = str(Delivery.Status(event["status"]).label)
        await self.send_frame(event | {"type": "delivery", "label": label})

    async def thread_attachment(self, event: dict[str, Any]) -> None:
        """A hint: the page asks for the file's card in its own language."""
        await self.send_frame({"type": "attachment", "seq": event["seq"]})

    async def thread_state(self, event: dict[str, Any]) -> None:
        await self.send_frame({"type": "state"})

    async def visitor_vanished(self, _event: dict[str, Any]) -> None:
        """Only the visitor's own windows close; the state of the thread comes beside."""

    async def thread_typing(self, event: dict[str, Any]) -> None:
        if event.get("by") != self.user.pk:
            await self.send_frame({"type": "typing", "name": event["name"]})

    async def staff_event(self, event: dict[str, Any]) -> None:
        await self.send_frame({**event, "type": event["event"]})

    async def staff_revoked(self, event: dict[str, Any]) -> None:
        await self.close(FORBIDDEN)


def hear(consoles: list[tuple[str | None, int | None]]) -> list[Heartbeat]:
    """Who listens at each console (by its session and user), and is thereby present; an error where that cannot be
    told: one for all, since asking for each would only prolong an outage."""
    try:
        found = people.listeners(session for session, _user_id in consoles if session)
        here = [found.get(session or "") for session, _user_id in consoles]
        people.be_here(user_ids={user.pk for user in here if user and fits(user)})
        services.expire_offers()
    except Exception as error:  # noqa: BLE001 - the next beat tries again
        return [error] * len(consoles)
    return [
        user if user and fits(user) and user.pk == user_id else None
        for user, (_session, user_id) in zip(here, consoles, strict=True)
    ]


def fits(user: User) -> bool:
    return user.role in StaffSocket.audience


heartbeats: GroupCommit[tuple[str | None, int | None], Heartbeat] = GroupCommit(
    database_sync_to_async(hear)
)


def follow(
    user: User, frame: dict[str, Any]
) -> tuple[Conversation, list[dict[str, Any]]] | None:
    try:
        public_id = uuid.UUID(str(frame.get("conversation")))
    except ValueError:
        return None
    after = frame.get("after")
    return selectors.follow(
        user, public_id, after if isinstance(after, int) and after >= 0 else 0
    )
