"""The door of the openings: the room above says who sits in them, in `ready()`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Seating(Protocol):
    def staffed(self, opening_ids: Iterable[int]) -> set[int]:
        """In which of these somebody has, or has had, a seat."""

    def seated(self, *, opening_id: int, user_id: int) -> bool:
        """Whether this worker has a seat in it now."""

    def openings_of(self, user_id: int) -> "QuerySet[Any, Any]":
        """The ids of those in which this worker has a seat, as a part of another query."""

    def workers_of(self, opening_id: int) -> set[int]:
        """Who has a seat in it now."""


_seatings: list[Seating] = []


def register_seating(seating: Seating) -> None:
    _seatings.append(seating)


def staffed(opening_ids: Iterable[int]) -> set[int]:
    ids = list(opening_ids)
    return {found for seating in _seatings for found in seating.staffed(ids)}


def seated(*, opening_id: int, user_id: int) -> bool:
    return any(
        seating.seated(opening_id=opening_id, user_id=user_id) for seating in _seatings
    )


def openings_of(user_id: int) -> "list[QuerySet[Any, Any]]":
    return [seating.openings_of(user_id) for seating in _seatings]


def workers_of(opening_id: int) -> set[int]:
    return {found for seating in _seatings for found in seating.workers_of(opening_id)}
