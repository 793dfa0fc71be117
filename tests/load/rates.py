"""Messages at a rate: arrivals of an open loop, and the search for the highest rate that is still quick."""

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count

from tests.load.crowd import Crowd
from tests.load.machine import DISTURBED, Machine, percentile

QUICK_MS = 250.0
STEP_SECONDS = 3.0
STEP, REFINEMENTS, TRIES = 1.35, 3, 3
numbers = count(1)


@dataclass(frozen=True)
class Step:
    """One rate held for some seconds. Delays in ms, from the moment a message was due to a worker's socket."""

    rate: float
    wanted: int
    got: int
    p50: float
    p99: float
    server_us: float
    foreign: float

    @property
    def passed(self) -> bool:
        return self.got >= 0.999 * self.wanted and self.p99 <= QUICK_MS

    @property
    def disturbed(self) -> bool:
        return self.foreign >= DISTURBED


@dataclass
class Load:
    crowd: Crowd
    machine: Machine
    message: Callable[[int], str]
    chance: random.Random

    async def hold(self, rate: float, seconds: float) -> Step:
        """Poisson arrivals, whoever is still waiting: a slow server does not slow the clients down."""
        tally = self.crowd.tally
        tally.clear()
        total = int(rate * seconds)
        wanted = 2 * total
        before = self.machine.read()
        await self.send(self.arrivals(rate, total))
        with suppress(TimeoutError):
            await asyncio.wait_for(tally.all_heard(wanted), 1.0)
        used = self.machine.read().since(before)
        step = Step(
            rate,
            wanted,
            len(tally.delays),
            percentile(tally.delays, 0.5),
            percentile(tally.delays, 0.99),
            1e6 * used.server / total,
            used.foreign,
        )
        # The backlog of one step is not the next step's burden.
        with suppress(TimeoutError):
            await asyncio.wait_for(tally.all_heard(wanted), 20.0)
        return step

    def arrivals(self, rate: float, total: int) -> list[float]:
        at = time.perf_counter() + 0.02
        due = []
        for _ in range(total):
            at += self.chance.expovariate(rate)
            due.append(at)
        return due

    async def send(self, due: list[float]) -> None:
        visitors = self.crowd.visitors
        turn = self.chance.sample(range(len(visitors)), len(visitors))
        for position, at in enumerate(due):
            if (early := at - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            number = next(numbers)
            late = time.perf_counter() - at
            # A generator that woke a moment late did not make the server slow; a busy one hides nothing.
            self.crowd.tally.sent[number] = time.perf_counter() if late < 0.002 else at
            visitors[turn[position % len(turn)]].write(self.message(number))
            if position % 64 == 0:
                await asyncio.sleep(0)

    async def steady(self, rate: float, seconds: float) -> Step:
        """Measured again while strangers disturb it; the last try counts in any case."""
        for _ in range(TRIES):
            await self.machine.quiet()
            step = await self.hold(rate, seconds)
            if step.passed and not step.disturbed:
                break
        return step

    async def highest(self, start: float) -> Step:
        """The last rate that passed, refined by halving. A rate passes when one of its tries does."""
        best, rate = None, start
        while (step := await self.steady(rate, STEP_SECONDS)).passed:
            best, rate = step, rate * STEP
        low, high = (best.rate if best else 0.0), rate
        for _ in range(REFINEMENTS):
            middle = (low + high) / 2
            step = await self.steady(middle, STEP_SECONDS)
            if step.passed:
                best, low = step, middle
            else:
                high = middle
        return best or step
