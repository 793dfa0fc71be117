"""The demo's chat looks like a real one: open, until tonight, whenever one looks."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from chat.models import Seat
from demo.seed import seed
from hub.hours.models import Opening

HELSINKI = ZoneInfo("Europe/Helsinki")
MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=HELSINKI)


def running(at: datetime) -> Opening:
    found = Opening.objects.client().running(at).get()
    assert found.takes_new(at)
    assert Seat.objects.live().filter(opening=found).count() == 2
    return found


@pytest.mark.parametrize(
    "at", [MORNING, datetime(2026, 11, 24, 0, 0, tzinfo=HELSINKI), MORNING.astimezone(UTC)]
)
def test_the_opening_of_the_demo_ends_tonight(db: None, at: datetime) -> None:
    seed(now=at)

    ends_at = running(at).ends_at.astimezone(HELSINKI)
    assert f"{ends_at:%d.%m. %H.%M}" == "24.11. 23.59"


@pytest.mark.parametrize(
    "at", [MORNING, datetime(2026, 11, 24, 23, 59, 30, tzinfo=HELSINKI)]
)
def test_the_demo_stays_open_over_midnight_and_for_days(db: None, at: datetime) -> None:
    seed(now=at)

    for minutes in (0, 17 * 60, *range(16 * 60 + 20, 16 * 60 + 40), 3 * 24 * 60):
        running(at + timedelta(minutes=minutes))


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=30), timedelta(days=9)])
def test_each_start_of_the_demo_moves_the_openings_on(db: None, later: timedelta) -> None:
    seed(now=MORNING)

    seed(now=MORNING + later)

    running(MORNING + later)
    running(MORNING + later + timedelta(days=5))


def test_the_demos_weekly_hours_begin_where_its_own_openings_end(db: None) -> None:
    seed(now=MORNING)
    seed(now=MORNING + timedelta(days=9))

    openings = list(Opening.objects.client().order_by("starts_at"))
    for before, after in pairwise(openings):
        assert not before.meets(after)
    assert Opening.objects.exclude(rule=None).exists()


def test_an_opening_of_an_older_demo_is_shortened_to_tonight(db: None) -> None:
    seed(now=MORNING)
    Opening.objects.exclude(pk=running(MORNING).pk).delete()
    Opening.objects.update(ends_at=MORNING + timedelta(days=7))

    seed(now=MORNING)

    assert running(MORNING).ends_at.astimezone(HELSINKI).day == 24
