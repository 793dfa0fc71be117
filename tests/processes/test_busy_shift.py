"""Each part of the hub fails once in the middle of a busy shift; nobody starts anything anew but the part itself."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import httpx
import pytest

from hub.conversations.models import Conversation, Delivery
from hub.conversations.tasks import deliver_message, sweep_deliveries
from hub.foundation.clock import now
from tests.embedded.test_engines import eventually
from tests.processes.outside import Outside
from tests.processes.people import Worker
from tests.processes.shift import Shift, busy_shift
from tests.processes.stack import WEBS, WORKERS, Stack

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]
PROMISED_SECONDS = 15
Strike = Callable[[Stack], None]


def restart_valkey(stack: Stack) -> None:
    stack.kill("valkey")
    stack.start("valkey")


STRIKES: dict[str, Strike] = {
    "web process killed": lambda stack: stack.kill("web-a"),
    "worker killed": lambda stack: stack.kill("worker-a"),
    "valkey back and empty": restart_valkey,
    "postgresql back": Stack.restart_postgres,
}


@pytest.mark.parametrize("strike", STRIKES.values(), ids=STRIKES)
def test_nothing_promised_is_lost_or_doubled_and_the_door_is_right_again(
    stack: Stack,
    desk: list[Worker],
    whatsapp_thread: Conversation,
    outside: Outside,
    strike: Strike,
) -> None:
    with busy_shift(Shift(urls(stack), desk, whatsapp_thread)) as shift:
        assert eventually(lambda: shift.busy, 60)
        strike(stack)
        assert eventually(partial(door_is_right, stack), PROMISED_SECONDS)

    assert shift.faults() == []
    assert all(stack.lives(name) for name in stack.alive)
    assert eventually(partial(all_left, stack), 30)
    assert replies_left_once(shift, outside)


@pytest.mark.parametrize("strike", [restart_valkey, Stack.restart_postgres])
def test_open_consoles_alone_make_the_door_right_again(
    stack: Stack, desk: list[Worker], strike: Strike
) -> None:
    with busy_shift(Shift(urls(stack), desk)) as shift:
        assert eventually(lambda: shift.busy, 60)
        shift.consoles_only.set()
        strike(stack)
        assert eventually(partial(door_is_right, stack), PROMISED_SECONDS)

    assert shift.faults() == []


def test_no_page_fails_on_a_connection_that_died_with_an_earlier_postgresql(
    stack: Stack, desk: list[Worker]
) -> None:
    url = stack.url("web-a")
    with ThreadPoolExecutor(8) as at_once:
        assert all(at_once.map(says_open, [url] * 40))

    stack.restart_postgres()

    assert [says_open(url) for _ in range(20)] == [True] * 20


def urls(stack: Stack) -> list[str]:
    return [stack.url(web) for web in WEBS]


def door_is_right(stack: Stack) -> bool:
    """Every web process says that the pair is there and newcomers may come."""
    return all(says_open(stack.url(web)) for web in WEBS if web in stack.alive)


def says_open(url: str) -> bool:
    try:
        answer = httpx.get(f"{url}/chat/status.json", timeout=5)
    except httpx.HTTPError:
        return False
    return answer.status_code == 200 and answer.json()["open"]


def all_left(stack: Stack) -> bool:
    """Beat's sweep, some minutes later: whatever was in the hands of the dead is asked about."""
    Delivery.objects.filter(status="sending").update(
        claimed_at=now() - timedelta(minutes=5)
    )
    stack.nudge(sweep_deliveries)
    for delivery_id in Delivery.objects.filter(status="queued").values_list(
        "pk", flat=True
    ):
        stack.nudge(deliver_message, delivery_id=delivery_id)
    return set(Delivery.objects.values_list("status", flat=True)) <= {"sent", "uncertain"}


def replies_left_once(shift: Shift, outside: Outside) -> bool:
    """What the hub calls sent has arrived; what it is not sure of has arrived or not, and a person is asked."""
    states = list(Delivery.objects.order_by("id").values_list("status", flat=True))
    unsure = states.count("uncertain")
    left = sorted(outside.texts)
    return (
        len(states) == len(shift.whatsapp)
        and len(left) == len(set(left))
        and set(left) <= set(shift.whatsapp)
        and len(left) >= len(states) - unsure
        and unsure <= len(WORKERS) * 2
    )
