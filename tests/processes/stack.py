"""A hub as it runs: a Valkey, two web processes and two Celery workers over the test database, each killable."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

import httpx
import redis
from asgiref.sync import SyncToAsync
from django.conf import settings
from django.db import connection, connections
from kombu import Connection

from chat.consumers import LANES, desks
from demo.supervisor import QUEUES
from hub.embedded import Engines
from hub.processes import Child, Processes, send
from tests import engines
from tests.embedded.test_engines import ROOT, eventually

# One address is everybody here, and a crowd is no abuse.
LIMITS = (
    "CHAT_STARTS_PER_TEN_MINUTES",
    "CHAT_SOCKETS_PER_MINUTE",
    "CHAT_QUEUE_LIMIT",
    "CHAT_MESSAGES_PER_TEN_SECONDS",
)
WEBS, WORKERS = ("web-a", "web-b"), ("worker-a", "worker-b")
DAPHNE = ("-m", "daphne", "-b", "127.0.0.1", "-v", "0", "-p")
CELERY = ("-m", "celery", "--app", "hub", "worker", "--concurrency", "2", "--queues", QUEUES, "--without-gossip",
          "--without-mingle", "--without-heartbeat", "--loglevel", "INFO", "--hostname")  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


CUT = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()"""


def close_everywhere() -> None:
    """In this thread and in those of sockets, whose connections Channels keeps open in tests."""
    connections.close_all()
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()
    all_here = Barrier(LANES)

    def close() -> None:
        all_here.wait()
        connections.close_all()

    for closing in [desks.submit(close) for _ in range(LANES)]:
        closing.result()


class Stack:
    def __init__(self, folder: Path, processes: Processes, env: dict[str, str]) -> None:
        self.folder = folder
        self.processes = processes
        self.engines = Engines(folder / "valkey", processes, durable=False)
        self.ports = {name: free_port() for name in WEBS}
        self.alive: dict[str, Child] = {}
        self.left_behind = (
            0  # nudges that dead workers had: Valkey brings them again after an hour
        )
        self.env = env | dict.fromkeys(LIMITS, "1000") | {"CHAT_ATTACHMENTS": "1"}

    # --- living and dying ---

    def start(self, *names: str) -> None:
        """Those that do not run yet; Valkey first, and comes back where the others know it."""
        wanted = [name for name in names if name not in self.alive]
        if "valkey" in wanted:
            self.alive["valkey"] = self.engines.start_valkey()
            self.left_behind = 0
            assert eventually(self.engines.valkey_is_ready)
        for name in wanted:
            if name != "valkey":
                self.alive[name] = self.python(name)
        for name in wanted:
            assert eventually(lambda name=name: self.is_ready(name), 60), self.log(name)  # type: ignore[misc]

    def python(self, name: str) -> Child:
        words = (
            (*DAPHNE, str(self.ports[name]), "hub.asgi:application")
            if name in self.ports
            else (*CELERY, f"{name}@%h")
        )
        return self.processes.start(
            name,
            [sys.executable, *words],
            log=self.folder / f"{name}.log",
            env=self.env | {"REDIS_URL": self.redis_url},
            cwd=ROOT,
        )

    def is_ready(self, name: str) -> bool:
        if name in WORKERS:
            return "ready." in self.log(name)
        if name == "valkey":
            return self.engines.valkey_is_ready()
        try:
            return httpx.get(f"{self.url(name)}/health/ready").status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self, *names: str) -> None:
        """SIGKILL to each and to what it forked, and no going on before they are gone."""
        for name in names:
            send(self.alive[name].process.pid, signal.SIGKILL)
        for name in names:
            child = self.alive.pop(name)
            child.process.wait()
            self.processes.children.remove(child)
        if names == WORKERS:
            with redis.from_url(self.redis_url) as valkey:
                self.left_behind = valkey.hlen("hub-celery.unacked")

    def restart_postgres(self) -> None:
        """An immediate shutdown, as good as a crash: every connection is cut, and the log is replayed.

        A server that was given to the tests is not theirs to stop: there all connections are cut.
        """
        close_everywhere()
        if engines.own is None:
            with connection.cursor() as cursor:
                cursor.execute(CUT)
            return
        owner = engines.own.processes
        child = next(child for child in owner.children if child.name == "PostgreSQL")
        child.process.send_signal(signal.SIGQUIT)
        child.process.wait()
        owner.children.remove(child)
        engines.own.start_postgres()
        assert eventually(engines.own.postgres_is_ready, 30)

    def lives(self, name: str) -> bool:
        return self.alive[name].process.poll() is None

    # --- addresses ---

    @property
    def redis_url(self) -> str:
        return f"redis://:{self.engines.valkey_password}@127.0.0.1:{self.engines.port}/0"

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}"

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def listening(self) -> int:
        """How many groups and channels the web processes are subscribed to just now."""
        with redis.from_url(self.redis_url) as valkey:
            return len(valkey.pubsub_channels())

    def at_work(self) -> int:
        """How many Celery workers wait for a nudge just now."""
        with redis.from_url(self.redis_url) as valkey:
            return sum(client["cmd"] == "brpop" for client in valkey.client_list())

    def settled(self) -> bool:
        """Every nudge has been taken from its queue, worked through and acknowledged by those alive."""
        with redis.from_url(self.redis_url) as valkey:
            queued = valkey.exists(*(f"hub-celery.{name}" for name in QUEUES.split(",")))
            return not queued and valkey.hlen("hub-celery.unacked") == self.left_behind

    def forget_nudges(self) -> None:
        """Those that dead workers had: Valkey would bring them again in the middle of another test, or never."""
        with redis.from_url(self.redis_url) as valkey:
            valkey.delete("hub-celery.unacked", "hub-celery.unacked_index")
        self.left_behind = 0

    def nudge(self, task: Any, **words: Any) -> None:
        """What beat or a web process does: one Celery message, by this stack's Valkey."""
        options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
        with Connection(self.redis_url, transport_options=options) as line:
            task.apply_async(kwargs=words, connection=line)


@contextmanager
def running_stack(folder: Path, database_url: str, outside_url: str) -> Iterator[Stack]:
    own = {
        "HUB_DEMO": "1", "HUB_VAR": str(folder), "DATABASE_URL": database_url, "DATABASE_POOL": "1",
        "RECORD_SYSTEM_URL": outside_url,
        # The tests' own engine is hurried; what this hub promises must be out of its memory all the same.
        "PGOPTIONS": "-c synchronous_commit=on",
    }  # fmt: skip
    with Processes() as processes:
        stack = Stack(folder, processes, os.environ | own)
        stack.start("valkey", *WEBS, *WORKERS)
        yield stack
