"""Fifty visitors and a pair do whatever comes into their heads, over two web processes: nothing lost, doubled or crossed.

A schedule comes from its seed alone, and who meets whom in the middle of what from the machine. A failure says the
seed, the visitor, and all that its page did and heard.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from random import Random

import httpx
import pytest

from hub.conversations.models import Conversation, Message
from hub.privacy.models import AccessEntry
from tests.processes.crowd import Page
from tests.processes.desks import Desk, Row, faults_of, rows_of
from tests.processes.people import Worker
from tests.processes.stack import Stack

pytestmark = pytest.mark.django_db(transaction=True)
VISITORS, STEPS, AT_ONCE = 50, 450, 8
BY_VISITORS = {"say": 44, "say_again": 9, "post": 6, "drop": 8, "resume": 13, "second_window": 3}  # fmt: skip
BY_WORKERS = {"take": 5, "take_at_once": 2, "reply": 8, "reply_twice": 3, "note": 2, "view": 5}  # fmt: skip


@dataclass(frozen=True)
class Step:
    act: str
    visitor: int
    side: int  # which web process, which worker


def schedule(chance: Random) -> list[Step]:
    """Everybody comes in; then anything, in any order."""
    weights = BY_VISITORS | BY_WORKERS
    acts = chance.choices(list(weights), list(weights.values()), k=STEPS)
    coming = [Step("resume", visitor, chance.randrange(2)) for visitor in range(VISITORS)]
    return coming + [
        Step(act, chance.randrange(VISITORS), chance.randrange(2)) for act in acts
    ]


class Play:
    def __init__(self, seed: int, webs: Sequence[str], workers: Sequence[Worker]) -> None:
        self.seed, self.webs = seed, webs
        self.steps = schedule(Random(seed))
        self.pages = [Page(n, webs, Random(seed * 1000 + n)) for n in range(VISITORS)]
        self.workers = workers
        self.chance = Random(seed)
        self.gate = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> None:
        async with AsyncExitStack() as stack:
            self.http = await stack.enter_async_context(httpx.AsyncClient(timeout=30))
            self.desks = [
                await stack.enter_async_context(Desk(one)) for one in self.workers
            ]
            for page in self.pages:
                await page.start(self.http, self.webs[page.number % 2])
            async with asyncio.TaskGroup() as going:
                for step in self.steps:
                    await self.gate.acquire()
                    going.create_task(self.take_step(step))
            await asyncio.gather(*(page.catch_up(self.http) for page in self.pages))
            await asyncio.gather(*(page.leave() for page in self.pages))

    async def take_step(self, step: Step) -> None:
        """What one visitor does goes one by one, as it was thought of; all else at once."""
        page = self.pages[step.visitor]
        try:
            if step.act in BY_WORKERS:
                await self.by_worker(step, page, self.desks[step.side])
                return
            async with page.turn:
                page.diary.append(f"> {step.act} at {step.side}")
                await getattr(page, step.act)(self.http, self.webs[step.side])
        finally:
            self.gate.release()

    async def by_worker(self, step: Step, page: Page, desk: Desk) -> None:
        match step.act:
            case "take":
                await desk.take(page)
            case "take_at_once":
                await asyncio.gather(*(each.take(page) for each in self.desks))
            case "view":
                await desk.view(page)
            case "reply_twice":
                await desk.write_again(page, self.chance, "r")
            case _:
                await desk.write(page, self.chance, step.act[0])


@pytest.mark.parametrize("seed", [2017, 1122])
def test_every_promised_message_is_in_its_own_thread_once_in_order_and_nowhere_else(
    stack: Stack, desk: list[Worker], seed: int
) -> None:
    play = Play(seed, [worker.url for worker in desk], desk)

    asyncio.run(play.run())

    stored = 0
    for page in play.pages:
        thread = Conversation.objects.get(public_id=page.public_id)
        rows = rows_of(thread)
        stored += len(rows)
        assert faults_of(page, play.desks, rows) == [], told(page, play, rows)
    assert [desk.faults for desk in play.desks] == [[], []]
    assert Message.objects.count() == stored
    taken = Conversation.objects.exclude(assignee=None)
    assert AccessEntry.objects.filter(action="take").count() == taken.count() > 0


def told(page: Page, play: Play, rows: list[Row]) -> str:
    lines = [f"seed {play.seed}, visitor {page.number}", *page.diary[-80:]]
    return "\n".join([*lines, f"rows {rows}", f"page {page.lines}", f"promised {page.promised}"])  # fmt: skip
