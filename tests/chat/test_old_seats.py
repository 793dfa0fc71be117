"""Who sat where, and who was sick, is forgotten with the roster's year."""

from datetime import timedelta
from typing import Any

from chat import services as chat
from chat.models import Seat, Swap
from hub.hours.models import Opening
from hub.people.models import Unit, User
from hub.privacy import retention
from tests.chat.shifts import shift


def test_seats_and_swaps_go_when_their_time_is_over_and_the_opening_stays(
    settings: Any, unit: Unit, maija: User, matti: User
) -> None:
    settings.ROSTER_RETENTION_DAYS = 100
    opening = shift(unit, hours=48)
    seat = chat.sign_up(opening=opening, by=maija)
    chat.ask_swap(seat=seat, asked=None, by=maija)
    chat.withdraw(seat=chat.sign_up(opening=opening, by=matti), by=matti)

    retention.purge(now=opening.ends_at + timedelta(days=99))
    assert Seat.objects.count() == 2

    retention.purge(now=opening.ends_at + timedelta(days=101))
    assert not Seat.objects.exists()
    assert not Swap.objects.exists()
    assert Opening.objects.filter(pk=opening.pk).exists()
