"""The webhook's door, before Django's handler: signature, one sealed insert, 200. Everything else is later.

Nothing here may block the event loop; the database is reached by a pool of this module's own.
"""

import asyncio
import hashlib
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.db import connections
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from hub.foundation.audience import Audience
from hub.foundation.metrics import WEBHOOKS
from hub.privacy.sealing import seal, unseal
from whatsapp_bridge import tasks
from whatsapp_bridge.models import BODY, SECRET
from whatsapp_bridge.signature import is_signed

logger = logging.getLogger(__name__)
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

PATH = re.compile(r"/whatsapp/webhook/([-a-zA-Z0-9_]{1,40})/?")
LARGEST = 4 * 1024 * 1024
POOL_SIZE = 4
CACHE_SECONDS = 5.0
NUDGE_SECONDS = 0.05
# No middleware comes after this door: it says itself what Django says elsewhere.
HEADERS = [
    (b"content-type", b"text/plain"),
    (b"content-length", b"0"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]
FIND = """SELECT id, secret_sealed, second_secret_sealed FROM whatsapp_bridge_connection
          WHERE name = %s AND enabled"""
STORE = """INSERT INTO whatsapp_bridge_webhookbody
           (connection_id, digest, body, state, label, attempts, received_at)
           VALUES (%s, %s, %s, 'received', '', 0, %s) ON CONFLICT DO NOTHING"""


class Refused(Exception):
    def __init__(self, status: int, outcome: str) -> None:
        super().__init__(outcome)
        self.status = status
        self.outcome = outcome


@dataclass(frozen=True, slots=True, repr=False)
class Gate:
    """What it takes to check one connection's signatures, kept for some seconds."""

    connection_id: int
    secrets: tuple[bytes, ...]
    until: float


class Database:
    """A small pool per event loop, opened at the first webhook. Broken connections are tried over."""

    def __init__(self) -> None:
        self.pool: AsyncConnectionPool | None = None
        self.loop: asyncio.AbstractEventLoop | None = None

    async def open_pool(self) -> AsyncConnectionPool:
        loop = asyncio.get_running_loop()
        if self.pool is None or self.loop is not loop:
            parameters = connections["default"].get_connection_params()
            for django_only in ("cursor_factory", "context", "pool"):
                parameters.pop(django_only, None)
            self.loop = loop
            self.pool = AsyncConnectionPool(
                kwargs={**parameters, "autocommit": True},
                min_size=1,
                max_size=POOL_SIZE,
                timeout=3,
                reconnect_timeout=3,
                open=False,
                name="whatsapp-intake",
            )
        if self.pool.closed:
            await self.pool.open()
        return self.pool

    async def execute(
        self, query: str, values: tuple[Any, ...]
    ) -> psycopg.AsyncCursor[Any]:
        """After a restart of the server every pooled connection may be dead once. Queries here bear repeating."""
        pool = await self.open_pool()
        for _attempt in range(POOL_SIZE):
            try:
                async with pool.connection() as connection:
                    return await connection.execute(query.encode(), values)
            except PoolTimeout:
                raise
            except psycopg.OperationalError:
                continue
        async with pool.connection() as connection:
            return await connection.execute(query.encode(), values)

    async def close(self) -> None:
        pool, self.pool = self.pool, None
        if pool is not None and self.loop is asyncio.get_running_loop():
            await pool.close()


class Nudge:
    """Wakes the job at most once per 50 ms; a lost nudge is found by the beat."""

    def __init__(self) -> None:
        self.pending = False

    def soon(self) -> None:
        if not self.pending:
            self.pending = True
            asyncio.get_running_loop().call_later(NUDGE_SECONDS, self.fire)

    def fire(self) -> None:
        self.pending = False
        asyncio.get_running_loop().run_in_executor(None, self.publish)

    def publish(self) -> None:
        try:
            tasks.process_webhooks.delay()
        except Exception:  # noqa: BLE001 - the bodies are stored; a deaf broker must not matter here
            logger.warning(
                "A nudge was lost; a sweep will find the row", extra={"nudge": "webhooks"}
            )


database = Database()
nudge = Nudge()
gates: dict[str, Gate] = {}


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    try:
        outcome, status = await take(scope, receive), 200
    except Refused as refused:
        outcome, status = refused.outcome, refused.status
        logger.warning(
            "A webhook was refused", extra={"outcome": outcome, "status": status}
        )
    WEBHOOKS.labels(outcome).inc()
    await answer(send, status)


application.audience = frozenset({Audience.PROVIDER})  # type: ignore[attr-defined]


async def take(scope: Scope, receive: Receive) -> str:
    match = PATH.fullmatch(scope["path"])
    if match is None:
        raise Refused(404, "unknown_path")
    headers = {name.lower(): value for name, value in scope["headers"]}
    body = await read(receive, headers)
    gate = await gate_of(match[1])
    if not is_signed(
        body, header=headers.get(b"x-hub-signature-256", b""), secrets=gate.secrets
    ):
        raise Refused(403, "bad_signature")
    check_json(body)
    stored = await store(gate.connection_id, body)
    nudge.soon()
    return "received" if stored else "repeated"


async def read(receive: Receive, headers: dict[bytes, bytes]) -> bytes:
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > LARGEST:
        raise Refused(413, "too_large")
    chunks: list[bytes] = []
    size = 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise Refused(400, "broken_off")
        chunks.append(event.get("body", b""))
        size += len(chunks[-1])
        if size > LARGEST:
            raise Refused(413, "too_large")
        if not event.get("more_body"):
            return b"".join(chunks)


async def gate_of(name: str) -> Gate:
    """Unknown or switched off looks like a wrong signature."""
    gate = gates.get(name)
    if gate is None or gate.until < time.monotonic():
        gate = gates[name] = await fetch_gate(name)
    return gate


async def fetch_gate(name: str) -> Gate:
    try:
        cursor = await database.execute(FIND, (name,))
        row = await cursor.fetchone()
    except psycopg.Error:
        raise Refused(503, "no_database") from None
    if row is None:
        gates.pop(name, None)
        raise Refused(403, "no_connection")
    secrets = tuple(unseal(sealed, purpose=SECRET) for sealed in row[1:] if sealed)
    return Gate(row[0], secrets, time.monotonic() + CACHE_SECONDS)


def check_json(body: bytes) -> None:
    try:
        json.loads(body)
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise Refused(400, "not_json") from None
    except (ValueError, RecursionError):  # too long a number, too deep a nest
        return  # signed and odd: kept, and set aside by the job


async def store(connection_id: int, body: bytes) -> bool:
    """False when these very bytes are here already. No row, no 200: the provider tries again."""
    digest = hashlib.sha256(body).hexdigest()
    values = (connection_id, digest, seal(body, purpose=BODY), datetime.now(UTC))
    try:
        cursor = await database.execute(STORE, values)
    except psycopg.Error:
        raise Refused(503, "not_stored") from None
    return cursor.rowcount == 1


async def answer(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": HEADERS})
    await send({"type": "http.response.body", "body": b""})
