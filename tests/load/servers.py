"""Private engines that keep their promises (fsync on), and one server at a time on them."""

import os
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from subprocess import TimeoutExpired, run
from urllib.parse import parse_qs, urlsplit

from hub.embedded import Engines
from hub.processes import Child, Processes
from tests.load.machine import pin

ROOT = Path(__file__).resolve().parent.parent.parent
SERVER_CORE, OTHER_CORE = 0, 1
START_SECONDS = 60.0
# The rules against floods count what a person could send; the generator is no person.
HUB = {
    "HUB_DEMO": "1",
    "CHAT_MESSAGES_PER_TEN_SECONDS": "1000000",
    "CHAT_SOCKETS_PER_MINUTE": "1000000",
    "LOG_LEVEL": "WARNING",
}


@dataclass
class House:
    """The engines, and where a server may be put beside them."""

    folder: Path
    processes: Processes
    environment: dict[str, str]
    pids: list[int] = field(default_factory=list)

    def python(self, name: str, *words: str, core: int) -> Child:
        child = self.processes.start(
            name,
            [sys.executable, *words],
            log=self.folder / f"{name}.log",
            env=self.environment,
            cwd=ROOT,
        )
        pin(child.process.pid, core)
        return child

    def once(self, *words: str) -> str:
        done = run(
            [sys.executable, *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)} failed:\n{done.stderr[-3000:]}")
        return done.stdout

    @contextmanager
    def server(self, name: str, command: list[str], *, probe: str) -> Iterator["Server"]:
        """A web process alone on its core, answering; stopped when the block ends."""
        port = free_port()
        words = [word.replace("{port}", str(port)) for word in command]
        child = self.python(name, *words, core=SERVER_CORE)
        try:
            wait_for(child, port, probe)
            pin(child.process.pid, SERVER_CORE)  # threads that have come since
            yield Server(name, port, child)
        finally:
            end(self.processes, child)

    @contextmanager
    def worker(self) -> Iterator[Child]:
        """One Celery worker process, on the core of the engines and the generator."""
        words = ("-m", "celery", "--app", "hub", "worker", "--pool", "solo", "--loglevel", "WARNING",
                 "--queues", "webhooks,deliveries,exports,upkeep", "--without-gossip", "--without-mingle")  # fmt: skip
        child = self.python("worker", *words, core=OTHER_CORE)
        try:
            yield child
        finally:
            end(self.processes, child)


@dataclass(frozen=True)
class Server:
    name: str
    port: int
    child: Child

    @property
    def pid(self) -> int:
        return self.child.process.pid


@contextmanager
def house(folder: Path) -> Iterator[House]:
    with Processes() as processes:
        engines = Engines(folder / "embedded", processes, durable=True)
        try:
            addresses = engines.start()
            made = House(
                folder,
                processes,
                os.environ | HUB | addresses | {"HUB_VAR": str(folder)},
                [child.process.pid for child in processes.children],
            )
            made.environment |= yardstick(addresses["DATABASE_URL"])
            for pid in made.pids:
                pin(pid, OTHER_CORE)
            yield made
        finally:
            processes.stop(keep=2)
            processes.stop()
            engines.tidy()


def yardstick(database_url: str) -> Mapping[str, str]:
    """The same engines, read by a project that knows nothing of the hub."""
    address = urlsplit(database_url)
    host = address.hostname or parse_qs(address.query)["host"][0]
    return {
        "YARDSTICK_DATABASE": address.path.lstrip("/"),
        "YARDSTICK_USER": address.username or "",
        "YARDSTICK_PASSWORD": address.password or "",
        "YARDSTICK_HOST": host,
        "YARDSTICK_PORT": str(address.port or ""),
    }


def end(processes: Processes, child: Child) -> None:
    """A worker in the middle of a backlog does not leave by itself in time: its work is rows, and can wait."""
    child.process.terminate()
    with suppress(TimeoutExpired):
        child.process.wait(5)
    child.process.kill()
    child.process.wait()
    processes.children.remove(child)


def wait_for(child: Child, port: int, probe: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if child.process.poll() is not None:
            raise RuntimeError(f"{child.name} did not start:{child.last_words()}")
        with suppress(OSError, HTTPException):
            line = HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", probe)
            if line.getresponse().status < 500:
                return
        time.sleep(0.1)
    raise RuntimeError(f"{child.name} did not answer within {START_SECONDS:.0f} s")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
