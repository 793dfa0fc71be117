"""The arithmetic of the access log's hash chain."""

import hashlib
import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from hub.privacy.models import AccessEntry

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


def digest_of(entry: AccessEntry) -> str:
    covered = [plain(getattr(entry, name)) for name in AccessEntry.COVERED]
    line = json.dumps(covered, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


def plain(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def verify(entries: Iterable[AccessEntry]) -> Verdict:
    """Walk the rows in order; `broken_at` is the id of the first that does not fit."""
    count, head = 0, FIRST
    for entry in entries:
        if entry.previous != head or entry.digest != digest_of(entry):
            return Verdict(count, head, entry.pk)
        count, head = count + 1, entry.digest
    return Verdict(count, head, None)


def verify_access_log() -> Verdict:
    verdict = verify(AccessEntry.objects.order_by("id").iterator(chunk_size=2000))
    if not verdict.intact:
        logger.error("The access log's chain is broken", extra={"count": verdict.count})
    return verdict
