import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from channels.db import database_sync_to_async
from django.utils import translation

from chat import places, selectors, services
from chat.models import VisitorSession
from chat.selectors import Room
from hub.conversations.journal import Line
from hub.conversations.services import ClientPost
from hub.foundation.addresses import counted_peer
from hub.foundation.audience import Audience
from hub.foundation.batching import GroupCommit
from hub.foundation.consumers import BAD_FRAME, JsonSocket
from hub.foundation.errors import DomainError
from hub.foundation.realtime import thread_group

BAD_TOKEN, FORBIDDEN, TOO_SLOW, TOO_FAST = 4401, 4403, 4408, 4429
JOIN_WITHIN = 10
TYPING_EVERY = 2.0
FRAMES_PER_SECOND, BURST = 10, 40

LANES = 2
desks = ThreadPoolExecutor(LANES, thread_name_prefix="posts")
# What visitors write at the same time is stored by one transaction, and acknowledged after its commit. A message that
# comes alone goes beside the one before it. (A socket has one under way at a time, so its own keep their order.)
posts: GroupCommit[ClientPost, Line | DomainError] = GroupCommit(
    database_sync_to_async(services.post_messages, thread_sensitive=False, executor=desks),
    lanes=LANES,
)


class VisitorSocket(JsonSocket):
    """The visitor's side of one conversation (protocol.md). Everything sent is committed or a hint."""

    audience = frozenset({Audience.PUBLIC})
    kind = "visitor"
    practice = False
    frames = frozenset({"join", "message", "typing", "leave", "ping"})
    session: VisitorSession | None = None
    typed_at = 0.0
    allowance = float(BURST)
    counted_at = 0.0
    alarm: asyncio.TimerHandle | None = None

    async def connect(self) -> None:
        """One address that opens too many is refused at the handshake; its browser comes again, later each time."""
        address = counted_peer(self.scope)
        if await database_sync_to_async(places.opens_too_many_sockets)(address):
            await self.close(TOO_FAST)
            return
        await super().connect()
        loop = asyncio.get_running_loop()
        self.counted_at = loop.time()
        self.alarm = loop.call_later(
            JOIN_WITHIN, lambda: loop.create_task(self.close(TOO_SLOW))
        )

    async def farewell(self) -> None:
        if self.alarm:
            self.alarm.cancel()
        await super().farewell()

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None
    ) -> None:
        if not self.pace():
            await self.close(TOO_FAST)
            return
        await super().receive(text_data, bytes_data)

    def pace(self) -> bool:
        """A leaky bucket: a person never fills it, a loop does at once."""
        at = asyncio.get_running_loop().time()
        self.allowance = min(
            BURST, self.allowance + (at - self.counted_at) * FRAMES_PER_SECOND
        )
        self.counted_at = at
        self.allowance -= 1
        return self.allowance >= 0

    async def on_join(self, frame: dict[str, Any]) -> None:
        after = frame.get("after", 0)
        session = await database_sync_to_async(selectors.find_visitor)(
            str(frame.get("token", "")), practice=self.practice
        )
        if session is None or not isinstance(after, int) or not 0 <= after < 2**31:
            await self.close(BAD_TOKEN if session is None else BAD_FRAME)
            return
        if self.session and self.session.pk != session.pk:
            await self.close(BAD_FRAME)
            return
        if self.alarm:
            self.alarm.cancel()
        self.session = session
        await self.join(thread_group(session.conversation_id))
        # Read after subscribing: nothing can fall between the two; what comes twice is known by its seq.
        await self.send_room(session, after)

    async def send_room(self, session: VisitorSession, after: int) -> None:
        room = await database_sync_to_async(look)(session, after)
        await self.send_frame(room.joined_frame())
        for line in room.lines:
            await self.send_frame(line.frame())

    async def on_message(self, frame: dict[str, Any]) -> None:
        if self.session is None:
            await self.close(BAD_TOKEN)
            return
        try:
            key = uuid.UUID(frame["key"])
            text = frame["text"]
        except (KeyError, ValueError, TypeError, AttributeError):
            await self.refuse("bad_frame", "")
            return
        if not isinstance(text, str):
            await self.refuse("bad_frame", "", key)
            return
        await self.post(self.session.conversation_id, key, text)

    async def post(self, conversation_id: int, key: uuid.UUID, text: str) -> None:
        answer = await posts.add(ClientPost(conversation_id, key, text))
        if isinstance(answer, DomainError):
            await self.refuse(answer.code, self.words(answer), key)
        else:
            await self.send_frame({"type": "ack", "key": str(key), "seq": answer.seq})

    async def refuse(self, code: str, text: str, key: uuid.UUID | None = None) -> None:
        known = {"too_long", "too_fast", "bad_frame", "not_open", "gone"}
        frame = {
            "type": "error",
            "code": code if code in known else "not_open",
            "text": text,
        }
        await self.send_frame(frame | ({"key": str(key)} if key else {}))

    def words(self, error: DomainError) -> str:
        with translation.override(
            self.session.conversation.language if self.session else "fi"
        ):
            return str(error.message)

    async def on_typing(self, frame: dict[str, Any]) -> None:
        at = asyncio.get_running_loop().time()
        if self.session and at - self.typed_at >= TYPING_EVERY:
            self.typed_at = at
            event = {"type": "thread.typing", "by": None, "name": ""}
            await self.layer.group_send(thread_group(self.session.conversation_id), event)

    async def on_leave(self, frame: dict[str, Any]) -> None:
        if self.session:
            await database_sync_to_async(services.leave)(session=self.session)

    async def on_ping(self, frame: dict[str, Any]) -> None:
        """With the last sequence: a visitor whose last push was lost notices and joins again."""
        seq = await database_sync_to_async(selectors.last_seq)(self.session)
        await self.send_frame({"type": "pong", "seq": seq})

    async def thread_message(self, event: dict[str, Any]) -> None:
        await self.send_frame(event["frame"])

    async def thread_attachment(self, event: dict[str, Any]) -> None:
        told = {"seq": event["seq"], "attachment": event["attachment"]}
        await self.send_frame({"type": "attachment", **told})

    async def thread_state(self, event: dict[str, Any]) -> None:
        if self.session is None:
            return
        room = await database_sync_to_async(fresh_state)(self.session)
        if room is None:
            await self.close(BAD_TOKEN)
            return
        await self.send_frame(room.state_frame())

    async def visitor_vanished(self, _event: dict[str, Any]) -> None:
        await self.close(BAD_TOKEN)

    async def thread_typing(self, event: dict[str, Any]) -> None:
        if event["by"] is not None:
            await self.send_frame({"type": "typing", "name": event["name"]})


class PracticeSocket(VisitorSocket):
    """The same for staff who play the client in a practice. Session and Origin are checked outside."""

    audience = frozenset({Audience.WORKER, Audience.SUPERVISOR, Audience.ADMIN})
    kind = "practice"
    practice = True

    async def connect(self) -> None:
        scope: Any = self.scope
        if getattr(scope["user"], "role", None) not in self.audience:
            await self.close(FORBIDDEN)
            return
        await super().connect()


def look(session: VisitorSession, after: int) -> Room:
    session.conversation.refresh_from_db()
    if session.opening:
        session.opening.refresh_from_db()
    with translation.override(session.conversation.language):
        return selectors.room(session, after=after)


def fresh_state(session: VisitorSession) -> Room | None:
    """None once this token opens nothing any more: the visitor came back elsewhere, with a code."""
    rows = VisitorSession.objects.select_related("conversation", "opening")
    fresh = rows.filter(pk=session.pk, token_hash=session.token_hash).first()
    if fresh is None:
        return None
    session.conversation, session.opening = fresh.conversation, fresh.opening
    with translation.override(session.conversation.language):
        return selectors.room(session, with_lines=False)
