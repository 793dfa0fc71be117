"""The door of the retention engine and of key rotation: rooms say what they hold, in `ready()`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class RetentionSource(Protocol):
    name: str

    def count_due(self, *, now: datetime) -> int:
        """How many things a run would destroy."""

    def purge(self, *, now: datetime, limit: int) -> int:
        """Destroy at most `limit` due things in one transaction, keys first; how many went."""


@dataclass(frozen=True, slots=True)
class SealedField:
    """A column of bytes made by `sealing.seal(…, purpose=purpose)`; `model` is `app_label.Model`.

    With `inside`, a JSON column: under each of these names it may hold a text made by `sealing.seal_text`.
    """

    model: str
    field: str
    purpose: str
    inside: tuple[str, ...] = ()


retention_sources: dict[str, RetentionSource] = {}
sealed_fields: list[SealedField] = []


def register_retention(source: RetentionSource) -> None:
    retention_sources[source.name] = source


def register_sealed(
    *, model: str, field: str, purpose: str, inside: tuple[str, ...] = ()
) -> None:
    sealed_fields.append(SealedField(model, field, purpose, inside))
