"""The door of what is counted: rooms above take their counts before a thread's content goes, in `ready()`."""

from collections.abc import Collection
from typing import Protocol


class Counter(Protocol):
    def freeze(self, conversation_ids: Collection[int]) -> None:
        """Count these for good, each once: their details go in the same transaction."""


_counters: list[Counter] = []


def register_counter(counter: Counter) -> None:
    _counters.append(counter)


def freeze(conversation_ids: Collection[int]) -> None:
    for counter in _counters:
        counter.freeze(conversation_ids)
