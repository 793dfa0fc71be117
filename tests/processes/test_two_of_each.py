"""Two web processes and two Celery workers are one hub."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest

from hub.conversations.models import Conversation, Delivery, Message
from hub.conversations.tasks import deliver_message, sweep_deliveries
from hub.privacy.models import AccessEntry
from hub.records.models import Export
from hub.records.tasks import deliver_export, sweep_exports
from tests.embedded.test_engines import eventually
from tests.processes.outside import Outside
from tests.processes.people import Visitor, Worker
from tests.processes.stack import WORKERS, Stack
from tests.processes.test_worker_killed import hear, record
from whatsapp_bridge.models import Connection, WebhookBody
from whatsapp_bridge.tasks import process_webhooks

pytestmark = pytest.mark.django_db(transaction=True)


def test_everybody_sees_the_same_words_live_and_in_order_whatever_process_they_meet(
    visitor: Visitor, desk: list[Worker]
) -> None:
    maija, matti = desk
    said = ["Hei", "Onko siellä ketään?", "On, hei!", "Kiitos"]
    with (
        visitor.join() as line,
        maija.watch(visitor.thread) as one,
        matti.watch(visitor.thread) as other,
    ):
        for text in said[:2]:
            visitor.say(line, text)
        matti.post(visitor.thread, "take")
        matti.reply(visitor.thread, said[2])
        visitor.say(line, said[3])

        assert one.texts(4) == other.texts(4) == said
    with visitor.join(matti.url, after=2) as elsewhere:
        assert elsewhere.texts(2) == said[2:]


def test_of_two_who_take_at_once_by_different_processes_one_wins_and_the_other_is_told(
    stack: Stack, desk: list[Worker]
) -> None:
    threads = [Visitor(stack.url("web-a")).thread for _ in range(5)]

    for thread in threads:
        start = Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda worker: take(worker, thread, start), desk))  # noqa: B023
        thread.refresh_from_db()
        winner, loser = sorted(desk, key=lambda worker: worker.user != thread.assignee)
        told = [
            worker.get(f"/staff/c/{thread.public_id}/").text for worker in (winner, loser)
        ]
        assert thread.assignee == winner.user
        assert ["otti tämän keskustelun" in page for page in told] == [False, True]

    assert AccessEntry.objects.filter(action="take").count() == len(threads)


def take(worker: Worker, thread: Conversation, start: Barrier) -> httpx.Response:
    start.wait(10)
    return worker.post(thread, "take")


def test_two_workers_given_the_same_nudges_do_each_thing_once(
    stack: Stack,
    visitor: Visitor,
    desk: list[Worker],
    connection: Connection,
    whatsapp_thread: Conversation,
    outside: Outside,
) -> None:
    logged = {worker: len(stack.log(worker)) for worker in WORKERS}
    with outside.hold():
        record(visitor, desk[0])
        desk[1].reply(whatsapp_thread, "Nähdään huomenna")
        hear(stack, connection, "wamid.second")
        for _ in range(6):
            stack.nudge(deliver_message, delivery_id=Delivery.objects.get().pk)
            stack.nudge(deliver_export, export_id=Export.objects.get().pk)
            for task in (process_webhooks, sweep_deliveries, sweep_exports):
                stack.nudge(task)
        assert eventually(lambda: len(outside.replies) + len(outside.packages) >= 2)

    assert eventually(stack.settled)
    assert (Delivery.objects.get().status, Export.objects.get().state) == (
        "sent",
        "received",
    )
    assert (len(outside.replies), len(outside.packages)) == (1, 1)
    assert WebhookBody.objects.get().state == "processed"
    assert Message.objects.filter(external_id="wamid.second").count() == 1
    assert all("succeeded" in stack.log(worker)[logged[worker] :] for worker in WORKERS)
