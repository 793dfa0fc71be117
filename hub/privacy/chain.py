"""The arithmetic of the access log's hash chain. Its digests are keyed with `HASH_KEYS`, which are not in the
database: who has that alone can break the chain, not mend it."""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from hub.privacy.hashing import keyed_hashes
from hub.privacy.models import AccessEntry

PURPOSE = "access-log"
logger = logging.getLogger(__name__)
FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Verdict:
    count: int
    head: str
    broken_at: int | None

    @property
    def intact(self) -> bool:
        return self.broken_at is None


def digests_of(entry: AccessEntry) -> list[str]:
    """One per configured key: the first for a new line, any of them for an old one."""
    covered = [plain(getattr(entry, name)) for name in AccessEntry.COVERED]
    line = json.dumps(covered, ensure_ascii=False, separators=(",", ":"))
    return keyed_hashes(line, purpose=PURPOSE)


def plain(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def verify(entries: Iterable[AccessEntry]) -> Verdict:
    """Walk the rows in order; `broken_at` is the id of the first that does not fit."""
    count, head = 0, FIRST
    for entry in entries:
        if entry.previous != head or entry.digest not in digests_of(entry):
            return Verdict(count, head, entry.pk)
        count, head = count + 1, entry.digest
    return Verdict(count, head, None)


def verify_access_log() -> Verdict:
    verdict = verify(AccessEntry.objects.order_by("id").iterator(chunk_size=2000))
    found = {"count": verdict.count, "digest": verdict.head}
    if verdict.intact:
        # Kept with the logs, away from the database: a log cut short later lacks this head.
        logger.info("The access log's chain is whole", extra=found)
    else:
        logger.error("The access log's chain is broken", extra=found)
    return verdict
