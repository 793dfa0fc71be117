"""Bringing every sealed column to the newest key, a batch at a time, while the hub runs."""

from typing import Any

from django.apps import apps
from django.db import transaction

from hub.privacy.sealing import (
    Sealed,
    envelope,
    key_id_of,
    newest_key_id,
    seal,
    seal_text,
    unseal,
    unseal_text,
)
from hub.privacy.sources import SealedField, sealed_fields

BATCH = 500


def rotate_all() -> dict[str, int]:
    """Reseal what an older key sealed; safe to stop and to run again. Counts by `model.field`."""
    return {f"{item.model}.{item.field}": rotate(item) for item in sealed_fields}


def rotate(item: SealedField) -> int:
    changed, last = 0, 0
    while True:
        found, last, batch = rotate_batch(item, after=last)
        changed += batch
        if not found:
            return changed


@transaction.atomic
def rotate_batch(item: SealedField, *, after: int) -> tuple[int, int, int]:
    """One batch by primary key: rows seen, last key, rows changed."""
    rows = apps.get_model(item.model)._base_manager.filter(pk__gt=after).order_by("pk")
    batch = list(rows.select_for_update().values_list("pk", item.field)[:BATCH])
    changed = 0
    for pk, stored in batch:
        renewed = renew_inside(item, stored) if item.inside else renew(item, stored)
        if renewed is not None:
            rows.model._base_manager.filter(pk=pk).update(**{item.field: renewed})
            changed += 1
    return len(batch), batch[-1][0] if batch else after, changed


def renew(item: SealedField, sealed: Sealed | None) -> bytes | None:
    """The same under the newest key; None when it is that already, or was destroyed."""
    if not sealed or key_id_of(sealed) == newest_key_id():
        return None
    return seal(unseal(sealed, purpose=item.purpose), purpose=item.purpose)


def renew_inside(item: SealedField, stored: dict[str, Any]) -> dict[str, Any] | None:
    old = {
        name: stored[name]
        for name in item.inside
        if name in stored and key_id_of(envelope(stored[name])) != newest_key_id()
    }
    fresh = {
        name: seal_text(unseal_text(sealed, purpose=item.purpose), purpose=item.purpose)
        for name, sealed in old.items()
    }
    return stored | fresh if fresh else None
