"""The door of the openings: rooms above say who sits in them and what clients answered after them, in `ready()`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
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

    def practising(self) -> "QuerySet[Any, Any]":
        """The ids of the workers in any running practice, as a part of another query."""


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


def practising() -> "list[QuerySet[Any, Any]]":
    return [seating.practising() for seating in _seatings]


@dataclass(frozen=True, slots=True)
class SurveyCounts:
    """A question may be left unanswered: each figure stands beside how many answered it."""

    answers: int
    asked_advice: int
    got_advice: int
    asked_recommend: int
    recommend: int
    free_texts: int


_surveys: list[Callable[[Iterable[int]], SurveyCounts]] = []


def register_survey(survey: Callable[[Iterable[int]], SurveyCounts]) -> None:
    _surveys.append(survey)


def survey_of(opening_ids: Iterable[int]) -> SurveyCounts | None:
    """None when no room asks anything after a chat."""
    return _surveys[0](opening_ids) if _surveys else None
