"""Seats from before the roster are given places in their order, and addresses of their own."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from chat.models import Seat
from hub.people.models import Unit, User
from tests.chat.shifts import shift

BEFORE, AFTER = ("chat", "0003_diary"), ("chat", "0006_one_live_seat_per_place")


def migrate(to: tuple[str, str]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate([to])
    return executor.loader.project_state([to]).apps


@pytest.fixture
def forward_again() -> Iterator[None]:
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.django_db(transaction=True)
def test_seats_from_before_the_roster_keep_their_order(
    forward_again: None, unit: Unit, maija: User, matti: User
) -> None:
    openings = [shift(unit), shift(unit, hours=100)]
    old = migrate(BEFORE).get_model("chat", "Seat")
    for opening in openings:
        for worker in (matti, maija):
            old.objects.create(opening_id=opening.pk, worker_id=worker.pk)

    migrate(AFTER)

    seats = Seat.objects.live().order_by("id")
    assert [seat.place for seat in seats] == [1, 2, 1, 2]
    assert [seat.worker for seat in seats] == [matti, maija] * 2
    assert len({seat.public_id for seat in seats}) == 4
