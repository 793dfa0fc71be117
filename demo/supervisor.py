"""`make run`: private engines, the hub's processes and the simulators, all of them or none.

Django is not loaded here: this process only starts others, so it is up at once and has nothing to lose.
"""

import hashlib
import os
import re
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import NoReturn

import environ

from demo.claim import Refusal, hub_port, lock, refuse_taken_ports
from hub.embedded import EngineError, Engines
from hub.processes import Child, Processes

ROOT = Path(__file__).resolve().parent.parent
QUEUES = "webhooks,deliveries,exports,upkeep"
READY_SECONDS = 90.0
TROUBLE = re.compile(
    r'"level": "(warning|error|critical)"|\b(WARNING|ERROR|CRITICAL)\b|^Traceback|^\w+(\.\w+)*Error\b'
)
SIGN_INS = (
    ("maija@example.org", "social worker, on duty"),
    ("matti@example.org", "social counsellor, on duty"),
    ("paula@example.org", "service secretary"),
    ("tuuli@example.org", "service secretary, a newcomer in practice"),
    ("leena@example.org", "supervisor"),
    ("aino@example.org", "administrator"),
    ("otto@example.org", "auditor"),
)


class Stopped(Exception):
    """Somebody pressed Ctrl-C or asked this process to end."""


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Supervisor:
    def __init__(self, var: Path, port: int, processes: Processes) -> None:
        self.var = var
        self.port = port
        self.processes = processes
        self.engines: Engines | None = None
        self.services: list[Child] = []
        self.seen: dict[str, int] = {}
        self.logs = var / "log"
        self.logs.mkdir(parents=True, exist_ok=True)
        self.worker_log = self.logs / "worker.log"
        self.env = {"HASHED_STATIC": "1"} | os.environ  # files as production serves them
        self.env |= {
            "HUB_DEMO": "1",
            "HUB_PORT": str(port),
            "HUB_VAR": str(var),
            "PYTHONUNBUFFERED": "1",
            "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",  # macOS: Celery forks
        }

    # --- starting ---

    def start_engines(self) -> None:
        given = {
            name: self.env[name]
            for name in ("DATABASE_URL", "REDIS_URL")
            if self.env.get(name)
        }
        if len(given) == 2:
            return
        self.engines = Engines(self.var / "embedded", self.processes)
        addresses = self.engines.start() | given
        self.env |= addresses
        note = self.var / "embedded.env"
        note.touch(mode=0o600)
        note.write_text("".join(f"{name}={value}\n" for name, value in addresses.items()))

    def prepared_stamp(self) -> str:
        """Changes with the migrations, the database, the code of the demo and the files that pages load."""
        digest = hashlib.sha256(
            f"{self.env['DATABASE_URL']} {self.env['HASHED_STATIC']}".encode()
        )
        for path in sorted(
            [
                *ROOT.glob("*/migrations/*.py"),
                *ROOT.glob("*/*/migrations/*.py"),
                *ROOT.glob("demo/*.py"),
                *ROOT.glob("static/**/*.*"),
                ROOT / "hub/foundation/storage.py",
            ]
        ):
            digest.update(f"{path}{path.stat().st_mtime_ns}".encode())
        return digest.hexdigest()

    def prepare(self) -> Child | None:
        """Migrates and seeds. Where that was done before, the others may start at the same time."""
        stamp = self.var / "prepared"
        if stamp.exists() and stamp.read_text() == self.prepared_stamp():
            return self.python("prepare", "-m", "demo.prepare")
        child = self.python("prepare", "-m", "demo.prepare", "static")
        say("Preparing the database and the demo ...")
        self.finish_preparing(child)
        return None

    def finish_preparing(self, child: Child) -> None:
        while child.process.poll() is None:
            self.watch()
            time.sleep(0.05)
        self.processes.children.remove(child)
        if child.process.returncode:
            self.give_up(child)
        (self.var / "prepared").write_text(self.prepared_stamp())

    def start_services(self) -> None:
        celery = ("-m", "celery", "--app", "hub")
        self.services = [
            self.python("web", "-m", "daphne", "-b", "127.0.0.1", "-p", str(self.port), "-v", "0", "hub.asgi:application"),
            self.python("worker", *celery, "worker", "--queues", QUEUES, "--concurrency", "2",
                        "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO"),
            self.python("phone", "manage.py", "whatsapp_simulator"),
            self.python("records", "manage.py", "record_system_simulator"),
            self.python("beat", "-m", "celery", "--quiet", "--app", "hub", "beat", "--pidfile=", "--loglevel", "WARNING"),
        ]  # fmt: skip

    def python(self, name: str, *words: str) -> Child:
        return self.processes.start(
            name,
            [sys.executable, *words],
            log=self.logs / f"{name}.log",
            env=self.env,
            cwd=ROOT,
        )

    # --- watching ---

    def answers(self) -> bool:
        line = HTTPConnection("127.0.0.1", self.port, timeout=5)
        with suppress(OSError, HTTPException):
            line.request("GET", "/health/ready")
            return line.getresponse().status == 200
        return False

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not self.ready():
            self.watch()
            if time.monotonic() > deadline:
                raise Refusal(
                    f"The hub did not get ready within {READY_SECONDS:.0f} seconds; see {self.logs}."
                )
            time.sleep(0.1)

    def ready(self) -> bool:
        return (
            listening(self.port + 1)
            and listening(self.port + 2)
            and "ready." in self.worker_log.read_text(errors="replace")
            and listening(self.port)
            and self.answers()
        )

    def watch(self) -> None:
        for child in self.services:
            self.show_trouble(child)
        for child in self.processes.children:
            if child.process.poll() is not None and child.name != "prepare":
                self.give_up(child)

    def show_trouble(self, child: Child) -> None:
        """Copies what went wrong from a log to the terminal; the rest stays in the file."""
        name = child.name
        with child.log.open("rb") as file:
            file.seek(self.seen.get(name, 0))
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self.seen[name] = self.seen.get(name, 0) + len(line)
                text = line.decode(errors="replace").rstrip()
                if TROUBLE.search(text):
                    say(f"[{name}] {text[:400]}")

    def give_up(self, child: Child) -> NoReturn:
        raise Refusal(
            f"{child.name} ended unexpectedly ({outcome(child)}), so everything was stopped;"
            f" its log is {child.log} and ends with:{child.last_words() or ' nothing'}"
        )

    def run(self, started: float) -> NoReturn:
        self.start_engines()
        preparing = self.prepare()
        self.start_services()
        if preparing:
            self.finish_preparing(preparing)
        self.wait_until_ready()
        self.welcome(time.monotonic() - started)
        while True:
            self.watch()
            time.sleep(0.2)

    def welcome(self, seconds: float) -> None:
        here = f"http://127.0.0.1:{self.port}"
        say(
            f"\nReady after {seconds:.1f} s. Ctrl-C stops everything; data stays in {self.var}.\n"
        )
        for what, address in (
            ("Visitors", f"{here}/  (chat: {here}/chat/)"),
            ("Staff", f"{here}/staff/"),
            ("WhatsApp phone", f"http://127.0.0.1:{self.port + 1}/"),
            ("Record system", f"http://127.0.0.1:{self.port + 2}/"),
            ("Logs", str(self.logs)),
        ):
            say(f"  {what:<15} {address}")
        say("\n  Sign-ins (password: demo)")
        for email, role in SIGN_INS:
            say(f"    {email:<20} {role}")
        say()

    # --- stopping ---

    def stop(self) -> None:
        """The services first; the engines leave when nobody needs them any more."""
        self.processes.stop(keep=2 if self.engines else 0)
        if self.engines:
            self.processes.stop()
            self.engines.tidy()
            (self.var / "embedded.env").unlink(missing_ok=True)


def outcome(child: Child) -> str:
    code: int = child.process.returncode
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """The first signal stops everything; further ones change nothing about that."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(*_: object) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    for number in numbers:
        signal.signal(number, stop)
    yield


def supervise() -> None:
    started = time.monotonic()
    environ.Env.read_env(ROOT / ".env")
    port = hub_port()
    var = Path(os.environ.get("HUB_VAR") or ROOT / "var").resolve()
    var.mkdir(parents=True, exist_ok=True)
    held = lock(var)
    refuse_taken_ports(port)
    with stop_on_signals(), ExitStack() as ending:
        processes = ending.enter_context(Processes(held=[held]))
        supervisor = Supervisor(var, port, processes)
        ending.callback(supervisor.stop)
        supervisor.run(started)


def main() -> int:
    try:
        supervise()
    except Stopped:
        say("Stopped.")
        return 0
    except (Refusal, EngineError, PermissionError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
