"""Digests of the access log that were plain hashes become keyed ones.

A line is given a new digest only as far as the old chain fits: where it was broken, it stays broken there.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import migrations

from hub.privacy.hashing import keyed_hash

COVERED = (
    "at", "actor_id", "role", "unit_id", "action", "object_type", "object_id", "ground", "outcome", "previous",
)  # fmt: skip
BATCH = 1000
Digest = Callable[[str], str]


def plain(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def keyed(line: str) -> str:
    return keyed_hash(line, purpose="access-log")


def line_of(entry: Any) -> str:
    covered = [getattr(entry, name) for name in COVERED]
    texts = [
        value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for value in covered
    ]
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def in_order(entries: Any) -> Iterator[Any]:
    last = 0
    while batch := list(entries.filter(pk__gt=last)[:BATCH]):
        yield from batch
        last = batch[-1].pk


def rewrite(entries: Any, old: Digest, new: Digest) -> None:
    old_head = new_head = "0" * 64
    for entry in in_order(entries.order_by("pk")):
        if entry.previous != old_head or entry.digest != old(line_of(entry)):
            return
        old_head, entry.previous = entry.digest, new_head
        new_head = new(line_of(entry))
        entries.filter(pk=entry.pk).update(previous=entry.previous, digest=new_head)


def without_triggers(apps: Any, editor: Any, old: Digest, new: Digest) -> None:
    editor.execute("ALTER TABLE privacy_accessentry DISABLE TRIGGER USER")
    rewrite(apps.get_model("privacy", "AccessEntry").objects.all(), old, new)
    editor.execute("ALTER TABLE privacy_accessentry ENABLE TRIGGER USER")


def key(apps: Any, editor: Any) -> None:
    without_triggers(apps, editor, plain, keyed)


def unkey(apps: Any, editor: Any) -> None:
    without_triggers(apps, editor, keyed, plain)


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_seal_second_factors")]
    operations = [migrations.RunPython(key, unkey)]
