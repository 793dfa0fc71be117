"""What the machine was doing meanwhile: a figure measured beside somebody else's work is no figure."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import psutil

MEGABYTE = 1024 * 1024
# More than this share of one core used by strangers, and a step is measured again.
DISTURBED = 0.15


@dataclass(frozen=True)
class Reading:
    at: float
    busy: float
    server: float
    others: float

    def since(self, before: "Reading") -> "Reading":
        return Reading(
            self.at - before.at,
            self.busy - before.busy,
            self.server - before.server,
            self.others - before.others,
        )

    @property
    def foreign(self) -> float:
        """Cores kept busy by processes that are not ours."""
        return (self.busy - self.server - self.others) / self.at


@dataclass(frozen=True)
class Machine:
    """`server` is the process under load; `others` are the engines and the worker. We are the generator."""

    server: int
    others: Sequence[int]

    def read(self) -> Reading:
        return Reading(
            time.monotonic(),
            busy_seconds(),
            cpu_seconds(self.server),
            sum(cpu_seconds(pid) for pid in self.others) + time.process_time(),
        )

    def server_memory(self) -> float:
        """MB of the server process alone: what it does not share would be less, and harder to explain."""
        return float(psutil.Process(self.server).memory_info().rss) / MEGABYTE

    async def quiet(self, patience: float = 15.0) -> None:
        """Wait, not for ever, until strangers leave the machine alone."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            before = self.read()
            await asyncio.sleep(0.4)
            if self.read().since(before).foreign < DISTURBED:
                return


def cpu_seconds(pid: int) -> float:
    """User and system seconds of a process and its living children."""
    total = 0.0
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        for each in (process, *process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                times = each.cpu_times()
                total += times.user + times.system
    return total


def busy_seconds() -> float:
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0))


def pin(pid: int, core: int) -> None:
    """The server alone on the first core, everything else on the second; where the system lets us choose."""
    process = psutil.Process(pid)
    if hasattr(process, "cpu_affinity") and (psutil.cpu_count() or 1) > 1:
        for each in (process, *process.children(recursive=True)):
            for thread in each.threads():
                with suppress(psutil.NoSuchProcess):
                    psutil.Process(thread.id).cpu_affinity([core])


def percentile(values: Sequence[float], share: float) -> float:
    """Milliseconds from seconds; nan when there is nothing to look at."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]
