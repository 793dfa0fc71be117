"""Valkey dies in the middle of the journey and comes back with nothing of what it held."""

from typing import Any

import httpx
import pytest
from websockets.exceptions import WebSocketException

from hub.conversations.models import Conversation, Delivery
from hub.conversations.selectors import thread_lines
from hub.conversations.tasks import deliver_message, sweep_deliveries
from tests.embedded.test_engines import eventually
from tests.processes.outside import Outside
from tests.processes.people import Line, Visitor, Worker
from tests.processes.stack import WORKERS, Stack

pytestmark = pytest.mark.django_db(transaction=True)
SAID = ["Yksi", "Kaksi", "Kolme", "Neljä", "Viisi", "Kuusi"]


def test_what_was_promised_is_there_once_and_in_order_and_the_sockets_resume(
    stack: Stack, visitor: Visitor, desk: list[Worker]
) -> None:
    matti = desk[1]
    matti.post(visitor.thread, "take")
    with visitor.join() as line, desk[0].watch(visitor.thread) as console:
        places = [visitor.say(line, "Yksi")]
        listening = stack.listening()

        stack.kill("valkey")
        places += [visitor.say(line, "Kaksi"), visitor.post("Kolme").json()["seq"]]
        assert matti.reply(visitor.thread, "Neljä").status_code == 302
        stack.start("valkey")
        places.append(visitor.say(line, "Viisi"))

        ask_for_what_was_missed(line, visitor.token)
        assert eventually(lambda: stack.listening() >= listening)
        matti.reply(visitor.thread, "Kuusi")
        assert line.until("Kuusi") == dict(enumerate(SAID, 1))
        assert console.until("Kuusi")
    assert places == [1, 2, 3, 5]
    assert visitor.listed() == [said.text for said in thread_lines(visitor.thread)] == SAID


def ask_for_what_was_missed(line: Line, token: str) -> None:
    """What the visitor's page does when the pulse names a later message than the last it saw."""
    line.send(type="ping")
    assert line.next("pong")["seq"] == 5
    line.send(type="join", token=token, after=0)


def test_the_hub_serves_on_without_it_and_says_what_is_missing(
    stack: Stack, visitor: Visitor, desk: list[Worker]
) -> None:
    stack.kill("valkey")

    pages = [
        desk[0].get(path).status_code
        for path in (
            "/staff/inbox/",
            f"/staff/c/{visitor.thread.public_id}/",
            "/staff/duty/",
            "/staff/exports/",
            "/staff/feedback/",
        )
    ]
    taken = desk[0].post(visitor.thread, "take")
    ready = httpx.get(f"{visitor.url}/health/ready")
    door = httpx.get(f"{visitor.url}/chat/status.json").json()

    assert set(pages) == {200}
    assert taken.status_code == 302
    assert Conversation.objects.get().assignee == desk[0].user
    assert (ready.status_code, ready.json()) == (200, {"database": True, "valkey": False})
    assert (door["open"], door["state"]) == (False, "unstaffed")
    with pytest.raises(WebSocketException):  # the page then goes by form
        visitor.join()
    assert visitor.post("Ilman yhteyttä").status_code == 200
    assert visitor.listed() == ["Ilman yhteyttä"]


def test_replies_by_whatsapp_leave_once_though_their_nudges_were_lost(
    stack: Stack, desk: list[Worker], whatsapp_thread: Conversation, outside: Outside
) -> None:
    matti = desk[1]
    with outside.hold():
        matti.reply(whatsapp_thread, "Ensin")
        assert eventually(lambda: outside.texts == ["Ensin"])
        stack.kill("valkey")
        assert matti.reply(whatsapp_thread, "Sitten").status_code == 302
    assert eventually(lambda: statuses() == ["sent", "queued"])

    stack.start("valkey")
    for _ in range(3):
        stack.nudge(sweep_deliveries)
        nudge_all(stack)

    assert eventually(lambda: statuses() == ["sent", "sent"])
    nudge_all(stack)
    assert eventually(stack.settled)
    assert all(stack.lives(worker) for worker in WORKERS)
    assert outside.texts == ["Ensin", "Sitten"]


def statuses() -> list[Any]:
    return list(Delivery.objects.order_by("id").values_list("status", flat=True))


def nudge_all(stack: Stack) -> None:
    for delivery_id in Delivery.objects.values_list("pk", flat=True):
        stack.nudge(deliver_message, delivery_id=delivery_id)
