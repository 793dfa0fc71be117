"""One server at a time: memory of idle sockets, messages, webhooks, and a health probe all the while."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import median

import httpx

from tests.load.crowd import Crowd, Script, enter
from tests.load.machine import Machine
from tests.load.rates import Load, Step
from tests.load.servers import House, Server
from tests.load.webhooks import Answers, hammer

PROBE = "/health/ready"
STEADY_RATE, FIRST_RATE = 100.0, 100.0
IDLE_SOCKETS = 1000
WEBHOOK_CONNECTIONS = 32


@dataclass
class Figures:
    """Everything measured on one kind of server, a list entry for each repetition."""

    steady: list[Step] = field(default_factory=list)
    highest: list[Step] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    webhooks: list[Answers] = field(default_factory=list)
    probes: list[float] = field(default_factory=list)
    probe_failures: int = 0
    lost: int = 0

    @property
    def median_rate(self) -> float:
        return median(step.rate for step in self.highest)


@dataclass(frozen=True)
class Target:
    name: str
    command: list[str]
    script: Callable[[int], Script]


@dataclass(frozen=True)
class Bench:
    house: House
    rooms: int
    seconds: float

    def machine(self, server: Server, *others: int) -> Machine:
        return Machine(server.pid, (*self.house.pids, *others))

    async def messages(self, target: Target, figures: Figures) -> None:
        with self.house.server(target.name, target.command, probe=PROBE) as server:
            script, machine = target.script(server.port), self.machine(server)
            await self.idle(script, machine, figures)
            crowd = Crowd()
            await crowd.fill(script, self.rooms)
            load = Load(crowd, machine, script.message, random.Random(7))
            async with probing(server.port, figures):
                await load.hold(STEADY_RATE, 2)  # warm
                figures.steady.append(await load.steady(STEADY_RATE, self.seconds))
                figures.highest.append(await load.highest(FIRST_RATE))
            figures.lost += crowd.lost
            crowd.leave()

    async def idle(self, script: Script, machine: Machine, figures: Figures) -> None:
        """Memory for a thousand visitors who are in and silent."""
        # What the server loads for its first socket is not theirs.
        await enter([script.visitor(0)], None)
        before = machine.server_memory()
        seats = [script.visitor(number % self.rooms) for number in range(IDLE_SOCKETS)]
        people = await enter(seats, None)
        await asyncio.sleep(1)
        figures.memory.append((machine.server_memory() - before) * 1000 / IDLE_SOCKETS)
        for person in people:
            person.transport.disconnect()
        await asyncio.sleep(1)

    async def webhooks(self, target: Target, figures: Figures) -> None:
        """With a worker beside it that reads what arrives, on the core of the engines and the generator."""
        with (
            self.house.server(target.name, target.command, probe=PROBE) as server,
            self.house.worker(),
        ):
            await hammer(server.port, connections=WEBHOOK_CONNECTIONS, seconds=1.5)
            async with probing(server.port, figures):
                answers = await hammer(
                    server.port, connections=WEBHOOK_CONNECTIONS, seconds=self.seconds
                )
            figures.webhooks.append(answers)


@asynccontextmanager
async def probing(port: int, figures: Figures) -> AsyncIterator[None]:
    """Asks the health probe twice a second for as long as the block lasts."""

    async def ask() -> None:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            while True:
                asked = time.perf_counter()
                try:
                    answer = await client.get(PROBE)
                    figures.probe_failures += answer.status_code != 200
                except httpx.HTTPError:
                    figures.probe_failures += 1
                figures.probes.append(time.perf_counter() - asked)
                await asyncio.sleep(0.5)

    asking = asyncio.create_task(ask())
    try:
        yield
    finally:
        asking.cancel()
