"""The one way a message enters a thread: next sequence, sealed insert, one transaction."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext

from hub.conversations.models import Attachment, Conversation, Delivery, Message
from hub.foundation.clock import now
from hub.foundation.commit import after_commit
from hub.foundation.metrics import MESSAGES
from hub.foundation.realtime import publish, staff_thread_group, thread_group
from hub.people.models import User
from hub.people.selectors import public_name

PREVIEW_CHARACTERS = 90
# One update of the row in the transaction: PostgreSQL checks foreign keys of a row that it changed itself a moment ago,
# and would wait for whoever holds the contact. Written by hand, and both in one: of what a message costs the hub, most
# was the ORM making SQL.
STORE = """WITH moved AS (
    UPDATE conversations_conversation AS thread SET last_seq = moved.last_seq, last_author = moved.author,
        last_message_at = moved.at, preview_sealed = moved.preview, last_client_at = moved.client_at,
        read_seq = moved.read_seq, first_answer_at = moved.answered
    FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::timestamptz[], %s::bytea[], %s::timestamptz[], %s::int[],
        %s::timestamptz[]) AS moved (id, last_seq, author, at, preview, client_at, read_seq, answered)
    WHERE thread.id = moved.id)
INSERT INTO conversations_message (conversation_id, seq, author, kind, sender_id, body, masked, client_key, connection,
    external_id, provider_at, created_at)
SELECT * FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::text[], %s::bigint[], %s::bytea[], %s::text[], %s::uuid[],
    %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[])
RETURNING conversation_id, seq, id"""
MOVED = ("pk", "last_seq", "last_author", "last_message_at", "preview_sealed", "last_client_at", "read_seq",
         "first_answer_at")  # fmt: skip
STORED = ("conversation_id", "seq", "author", "kind", "sender_id", "body", "masked", "client_key", "connection",
          "external_id", "provider_at", "created_at")  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One line of a thread, opened. `at` is when the sender's words were committed (UTC)."""

    seq: int
    key: uuid.UUID | None
    author: str
    kind: str
    name: str
    text: str
    at: datetime
    masked: tuple[str, ...] = ()
    delivery_status: str = ""
    delivery_label: str = ""
    delivery_error: str = ""
    attachment: dict[str, Any] | None = None

    def frame(self) -> dict[str, Any]:
        """The socket frame of protocol.md."""
        frame: dict[str, Any] = {
            "type": "message",
            "seq": self.seq,
            "key": str(self.key) if self.key else None,
            "author": self.author,
            "name": self.name,
            "text": self.text,
            "at": self.at.isoformat(),
        }
        if self.masked:
            frame["masked"] = list(self.masked)
        if self.attachment:
            frame["attachment"] = self.attachment
        return frame


def line_of(
    message: Message,
    text: str,
    delivery: Delivery | None = None,
    attachment: Attachment | None = None,
) -> Line:
    return Line(
        seq=message.seq,
        key=message.client_key,
        author=message.author,
        kind=message.kind,
        name=sender_name(message.author, message.sender),
        text=text,
        at=message.created_at,
        masked=tuple(message.masked.split()),
        delivery_status=delivery.status if delivery else "",
        delivery_label=str(delivery.get_status_display()) if delivery else "",
        delivery_error=delivery.error_text if delivery else "",
        attachment=attachment.told() if attachment else None,
    )


def sender_name(author: str, sender: User | None) -> str:
    """What a client may read: title and first name of a worker, nothing of anybody else."""
    if author == Message.Author.WORKER:
        return public_name(sender) if sender else gettext("Worker")
    return gettext("Client") if author == Message.Author.CLIENT else ""


@dataclass(frozen=True, slots=True, repr=False)
class Draft:
    """A message before it has a place. Text is masked and checked already; who brings a file stores it beside."""

    author: str
    text: str
    kind: str = Message.Kind.TEXT
    sender: User | None = None
    client_key: uuid.UUID | None = None
    masked: tuple[str, ...] = ()
    connection: str = ""
    external_id: str | None = None
    provider_at: datetime | None = None
    attachment: Attachment | None = None


def append(conversation: Conversation, draft: Draft) -> tuple[Message, Line]:
    return append_all([(conversation, draft)])[0]


def append_all(entries: list[tuple[Conversation, Draft]]) -> list[tuple[Message, Line]]:
    """Give each draft the next sequence of its thread and store it sealed; call inside a transaction.

    The conversations must be locked by the caller (`select_for_update`): the lock is what makes the order one.
    The pushes go out after commit.
    """
    messages = [placed(*entry) for entry in entries]
    store({conversation.pk: conversation for conversation, _draft in entries}, messages)
    lines = [
        told(conversation, message, draft)
        for (conversation, draft), message in zip(entries, messages, strict=True)
    ]
    return list(zip(messages, lines, strict=True))


def placed(conversation: Conversation, draft: Draft) -> Message:
    """The draft as the thread's next row, and the thread's own columns moved on; nothing is saved yet."""
    at = now()
    seq = conversation.last_seq + 1
    key = conversation.key()
    conversation.last_seq = seq
    if draft.kind != Message.Kind.NOTE and draft.author != Message.Author.SYSTEM:
        conversation.last_author = draft.author
        conversation.last_message_at = at
        conversation.preview_sealed = key.seal(
            draft.text[:PREVIEW_CHARACTERS], context=f"{conversation.public_id}:preview"
        )
        if draft.author == Message.Author.WORKER:
            conversation.first_answer_at = conversation.first_answer_at or at
    if draft.author == Message.Author.CLIENT:
        conversation.last_client_at = draft.provider_at or at
    # The service's own line leaves a read thread read, and an unread one unread.
    unread = draft.author == Message.Author.SYSTEM and conversation.read_seq < seq - 1
    if draft.author != Message.Author.CLIENT and not unread:
        conversation.read_seq = seq
    return Message(
        conversation=conversation,
        seq=seq,
        author=draft.author,
        kind=draft.kind,
        sender=draft.sender,
        body=key.seal(draft.text, context=conversation.context(seq)),
        masked=" ".join(draft.masked),
        client_key=draft.client_key,
        connection=draft.connection,
        external_id=draft.external_id,
        provider_at=draft.provider_at,
        created_at=at,
    )


def store(conversations: dict[int, Conversation], messages: list[Message]) -> None:
    if not messages:
        return
    columns = [*columns_of(conversations.values(), MOVED), *columns_of(messages, STORED)]
    with connection.cursor() as cursor:
        cursor.execute(STORE, columns)
        numbers = {(thread, seq): number for thread, seq, number in cursor.fetchall()}
    for message in messages:
        message.pk = numbers[message.conversation_id, message.seq]
        message._state.adding = False


def columns_of(rows: Iterable[Any], names: tuple[str, ...]) -> list[list[Any]]:
    values = attrgetter(*names)
    return [list(column) for column in zip(*map(values, rows), strict=True)]


def told(conversation: Conversation, message: Message, draft: Draft) -> Line:
    """The line as its client reads it, whatever the language of the worker who wrote it; pushed after commit."""
    if draft.attachment:
        draft.attachment.message = message
    with translation.override(conversation.language):
        line = line_of(message, draft.text, attachment=draft.attachment)
    after_commit(push, conversation.pk, line, counted=not conversation.is_practice)
    return line


def push(conversation_id: int, line: Line, *, counted: bool) -> None:
    """Committed text to whoever follows the thread; a note only to its staff side."""
    if counted:
        MESSAGES.labels(line.kind, line.author).inc()
    event = {"type": "thread.message", "frame": line.frame(), "kind": line.kind}
    group = staff_thread_group if line.kind == Message.Kind.NOTE else thread_group
    publish(group(conversation_id), event)
