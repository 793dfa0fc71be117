"""Somebody takes a seat in the very moment in which a rule is changed."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import time
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from chat import services as chat
from chat.models import Seat
from hub.foundation.clock import now
from hub.foundation.errors import Conflict
from hub.hours.generation import generate_openings
from hub.hours.models import Opening, WeeklyRule
from hub.people.models import User
from tests.hours.conftest import Make

pytestmark = pytest.mark.django_db(transaction=True)


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def beside(pool: ThreadPoolExecutor, act: Any) -> Future[Any]:
    """Starts it in another connection, and comes back when it is done or waits for ours."""
    begun = Event()

    def run() -> Any:
        begun.set()
        try:
            return act()
        finally:
            connection.close()

    future = pool.submit(run)
    begun.wait(10)
    while not future.done() and not waits_for_a_lock():
        pass
    return future


@pytest.fixture
def opening(rule: Make) -> Opening:
    rule()
    generate_openings(now=now())
    WeeklyRule.objects.update(starts=time(16), ends=time(18))
    return Opening.objects.latest("starts_at")


def test_who_was_seated_first_keeps_the_seat_and_the_opening(
    opening: Opening, maija: User
) -> None:
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            seat = chat.assign_seat(opening=opening, worker=maija, by=None)
            planning = beside(pool, lambda: generate_openings(now=now()))
        planning.result(10)

    assert Seat.objects.get().pk == seat.pk
    kept = Opening.objects.get(pk=opening.pk)
    assert (kept.starts_at, kept.ends_at) == (opening.starts_at, opening.ends_at)
    assert Opening.objects.filter(starts_at__date=opening.starts_at.date()).count() == 1


def test_who_comes_after_the_change_is_told_that_the_opening_is_gone(
    opening: Opening, maija: User
) -> None:
    def sit_down() -> None:
        chat.assign_seat(opening=opening, worker=maija, by=None)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            generate_openings(now=now())
            sitting = beside(pool, sit_down)
        with pytest.raises(Conflict):
            sitting.result(10)

    assert not Seat.objects.exists()
    assert not Opening.objects.filter(pk=opening.pk).exists()


def test_two_plannings_at_once_make_each_opening_once(opening: Opening) -> None:
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            generate_openings(now=now())
            planning = beside(pool, lambda: generate_openings(now=now()))
        assert planning.result(10) == 0

    days = list(Opening.objects.values_list("starts_at__date", flat=True))
    assert len(days) == len(set(days))
