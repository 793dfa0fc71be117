import fcntl
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from demo import claim
from tests.embedded.test_engines import ROOT, engines_of, eventually

SUPERVISOR = [sys.executable, "-m", "demo.supervisor"]


def free_ports() -> int:
    """The first of three free ports in a row; each test process looks from a place of its own."""
    first = 18100 + os.getpid() % 300 * 3
    for port in range(first, first + 900, 3):
        try:
            claim.refuse_taken_ports(port)
        except claim.Refusal:
            continue
        return port
    raise AssertionError("no free ports")


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    inherited = {
        name: value for name, value in os.environ.items() if not name.endswith("_URL")
    }
    return inherited | {"HUB_VAR": str(tmp_path), "HUB_PORT": str(free_ports())}


def refused(env: dict[str, str]) -> str:
    done = subprocess.run(
        SUPERVISOR, cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    return done.stderr


@pytest.mark.parametrize("offset", [0, 1, 2])
def test_a_taken_port_is_told_in_one_sentence(env: dict[str, str], offset: int) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", int(env["HUB_PORT"]) + offset))
        other.listen()

        said = refused(env)

    assert re.fullmatch(r"Port \d+ is taken by another program: .*make run\.\n", said)


def test_a_second_start_is_told_in_one_sentence(
    env: dict[str, str], tmp_path: Path
) -> None:
    with (tmp_path / "hub.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.write(f"{os.getpid()} 8000\n")
        held.flush()

        said = refused(env)

    assert re.fullmatch(
        r"The hub already runs from .* at http://127\.0\.0\.1:8000/ .*\n", said
    )


@pytest.mark.parametrize("port", ["eighty", "0", "65534", "-1"])
def test_an_impossible_port_is_told_in_one_sentence(env: dict[str, str], port: str) -> None:
    assert refused(env | {"HUB_PORT": port}).startswith("HUB_PORT must be a number")


class Run:
    def __init__(self, env: dict[str, str], var: Path) -> None:
        self.var = var
        self.output = var / "output"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                SUPERVISOR, cwd=ROOT, env=env, stdout=output, stderr=output
            )
        assert eventually(
            lambda: "Ready" in self.said() or self.process.poll() is not None, 100
        )
        assert "Ready" in self.said(), self.said()

    def said(self) -> str:
        return self.output.read_text()

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def ends(self) -> int:
        return self.process.wait(30)


@pytest.fixture
def run(env: dict[str, str], tmp_path: Path) -> Iterator[Run]:
    started = Run(env, tmp_path)
    yield started
    started.process.kill()
    started.process.wait()


def nobody_left(family: list[psutil.Process], var: Path) -> bool:
    return eventually(
        lambda: (
            not any(p.is_running() for p in family) and not engines_of(var / "embedded")
        ),
        25,
    )


def test_make_run_starts_everything_and_ends_with_any_of_it(
    run: Run, env: dict[str, str], tmp_path: Path
) -> None:
    assert f"http://127.0.0.1:{env['HUB_PORT']}/chat/" in run.said()
    assert "maija@example.org" in run.said()
    family = run.family()
    beat = next(p for p in family if "beat" in p.cmdline())

    beat.kill()

    assert run.ends() == 1
    assert (
        "beat ended unexpectedly (killed by SIGKILL), so everything was stopped"
        in run.said()
    )
    assert nobody_left(family, tmp_path)
    again = Run(env, tmp_path)
    family = again.family()
    again.process.send_signal(signal.SIGINT)
    assert again.ends() == 0
    assert nobody_left(family, tmp_path)


def test_a_killed_supervisor_leaves_no_orphans(run: Run, tmp_path: Path) -> None:
    family = run.family()

    run.process.kill()

    assert nobody_left(family, tmp_path)
