"""What the record system has: one folder of packages and one small SQLite file, so that a restart keeps it."""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS package (
    id TEXT PRIMARY KEY, digest TEXT NOT NULL, received_at TEXT NOT NULL, status TEXT NOT NULL,
    document_id TEXT NOT NULL DEFAULT '', puts INTEGER NOT NULL DEFAULT 1,
    due_at REAL NOT NULL DEFAULT 0, acknowledged INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Stored:
    id: str
    digest: str
    received_at: str
    status: str
    document_id: str
    puts: int
    due_at: float
    acknowledged: int


class Store:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        with self.database() as database:
            database.executescript(SCHEMA)

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.folder / "records.sqlite3", timeout=10)
        connection.row_factory = sqlite3.Row
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    # --- how it behaves ---

    def behaviour(self) -> str:
        with self.database() as database:
            row = database.execute(
                "SELECT value FROM setting WHERE name = 'behaviour'"
            ).fetchone()
        return str(row["value"]) if row else "accept"

    def behave(self, value: str) -> None:
        with self.database() as database:
            database.execute(
                "INSERT OR REPLACE INTO setting VALUES ('behaviour', ?)", (value,)
            )

    # --- packages ---

    def path(self, package_id: str) -> Path:
        return self.folder / f"{uuid.UUID(package_id)}.zip"

    def take(
        self, package_id: str, *, digest: str, data: bytes, status: str, due_at: float
    ) -> str:
        """`new`, `same` or `conflict`; a package is kept once."""
        known = self.find(package_id)
        if known is not None and known.digest != digest:
            return "conflict"
        if known is None:
            self.path(package_id).write_bytes(data)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self.database() as database:
            database.execute(
                "INSERT INTO package (id, digest, received_at, status, due_at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET puts = puts + 1",
                (package_id, digest, now, status, due_at),
            )
        return "new" if known is None else "same"

    def find(self, package_id: str) -> Stored | None:
        return next(iter(self.rows("WHERE id = ?", package_id)), None)

    def newest(self) -> list[Stored]:
        return self.rows("ORDER BY received_at DESC, id LIMIT 100")

    def due(self, now: float) -> list[Stored]:
        return self.rows("WHERE acknowledged = 0 AND due_at <= ? ORDER BY due_at", now)

    def rows(self, tail: str, *values: object) -> list[Stored]:
        query = f"SELECT * FROM package {tail}"  # noqa: S608 - `tail` is one of the constants above
        with self.database() as database:
            return [Stored(**dict(row)) for row in database.execute(query, values)]

    def settle(self, package_id: str, *, status: str, document_id: str = "") -> None:
        with self.database() as database:
            database.execute(
                "UPDATE package SET status = ?, document_id = ?, due_at = 0, acknowledged = 0 WHERE id = ?",
                (status, document_id, package_id),
            )

    def postpone(self, package_id: str, *, until: float) -> None:
        with self.database() as database:
            database.execute(
                "UPDATE package SET due_at = ? WHERE id = ?", (until, package_id)
            )

    def told(self, package_id: str) -> None:
        with self.database() as database:
            database.execute(
                "UPDATE package SET acknowledged = 1 WHERE id = ?", (package_id,)
            )
