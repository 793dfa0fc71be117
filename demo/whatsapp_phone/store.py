"""What the phones remember, and the webhooks that still wait to be delivered: one SQLite file."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY, wamid TEXT NOT NULL UNIQUE, phone TEXT NOT NULL, author TEXT NOT NULL,
    text TEXT NOT NULL, status TEXT NOT NULL, callback TEXT NOT NULL DEFAULT '', at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS webhook (
    id INTEGER PRIMARY KEY, body BLOB NOT NULL, wamid TEXT NOT NULL, due_at REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
RANK = {"sending": 0, "sent": 1, "delivered": 2, "read": 3}


@dataclass(frozen=True, slots=True)
class Said:
    id: int
    wamid: str
    phone: str
    author: str
    text: str
    status: str
    callback: str
    at: float


@dataclass(frozen=True, slots=True)
class Webhook:
    id: int
    body: bytes
    wamid: str
    due_at: float
    attempts: int


class Store:
    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self.database() as database:
            database.executescript(SCHEMA)

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.path, timeout=10)
        connection.row_factory = sqlite3.Row
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    # --- messages ---

    def say(
        self,
        *,
        wamid: str,
        phone: str,
        author: str,
        text: str,
        status: str,
        callback: str = "",
    ) -> None:
        with self.database() as database:
            database.execute(
                "INSERT INTO message (wamid, phone, author, text, status, callback, at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (wamid, phone, author, text, status, callback, time.time()),
            )

    def thread(self, phone: str) -> list[Said]:
        return self.messages("WHERE phone = ? ORDER BY id", phone)

    def unread(self, phone: str) -> list[Said]:
        return self.messages(
            "WHERE phone = ? AND author = 'business' AND status != 'read' ORDER BY id",
            phone,
        )

    def find(self, wamid: str) -> Said | None:
        return next(iter(self.messages("WHERE wamid = ?", wamid)), None)

    def messages(self, tail: str, *values: object) -> list[Said]:
        query = f"SELECT * FROM message {tail}"  # noqa: S608 - `tail` is one of the constants above
        with self.database() as database:
            return [Said(**dict(row)) for row in database.execute(query, values)]

    def mark(self, wamid: str, status: str) -> bool:
        """Ticks only go forward."""
        lower = [name for name, rank in RANK.items() if rank < RANK[status]]
        marks = ", ".join("?" * len(lower))
        query = f"UPDATE message SET status = ? WHERE wamid = ? AND status IN ({marks})"  # noqa: S608 - question marks
        with self.database() as database:
            return database.execute(query, (status, wamid, *lower)).rowcount > 0

    # --- webhooks on their way ---

    def post(self, body: bytes, *, wamid: str, due_at: float) -> None:
        with self.database() as database:
            database.execute(
                "INSERT INTO webhook (body, wamid, due_at) VALUES (?, ?, ?)",
                (body, wamid, due_at),
            )

    def due(self, now: float) -> list[Webhook]:
        with self.database() as database:
            rows = database.execute(
                "SELECT * FROM webhook WHERE due_at <= ? ORDER BY due_at, id LIMIT 50",
                (now,),
            )
            return [Webhook(**dict(row)) for row in rows]

    def arrived(self, webhook: Webhook) -> None:
        with self.database() as database:
            database.execute("DELETE FROM webhook WHERE id = ?", (webhook.id,))

    def postpone(self, webhook: Webhook, *, until: float) -> None:
        with self.database() as database:
            database.execute(
                "UPDATE webhook SET due_at = ?, attempts = attempts + 1 WHERE id = ?",
                (until, webhook.id),
            )

    # --- settings of the table ---

    def setting(self, name: str, default: str) -> str:
        with self.database() as database:
            row = database.execute(
                "SELECT value FROM setting WHERE name = ?", (name,)
            ).fetchone()
        return str(row["value"]) if row else default

    def change(self, name: str, value: str) -> None:
        with self.database() as database:
            database.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))
