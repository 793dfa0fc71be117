"""Child processes that never outlive their parent, even one that was killed with SIGKILL.

Each child leads a process group of its own, so Ctrl-C in the terminal reaches only the parent, which stops
the children in order. A small guard process holds the other end of a pipe: when the parent is gone, however
it went, the pipe closes and the guard ends every group. Run as a script, this module is that guard.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

GRACE = 8.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    name: str
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals
    log: Path

    def last_words(self, lines: int = 15) -> str:
        written = self.log.read_text(errors="replace").splitlines()[-lines:]
        return "".join(f"\n  {line[:400]}" for line in written)


def follow_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """Linux can also tell a child itself that its parent died; the guard does the same for everybody else."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, int(stop_signal))


class Processes:
    def __init__(self, held: Sequence[int] = ()) -> None:
        """`held` are file descriptors, locks for example, that stay open until the last child is gone."""
        self.children: list[Child] = []
        self.guard = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=tuple(held),
        )

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        cwd: Path | None = None,
    ) -> Child:
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=env,
                cwd=cwd,
                start_new_session=True,
                preexec_fn=follow_parent(stop_signal),  # one thread here
            )
        child = Child(name, process, stop_signal, log)
        self.children.append(child)
        self.tell_guard(f"{process.pid} {int(stop_signal)}\n")
        return child

    def tell_guard(self, line: str) -> None:
        assert self.guard.stdin is not None
        self.guard.stdin.write(line.encode())
        self.guard.stdin.flush()

    def exited(self) -> Child | None:
        return next(
            (child for child in self.children if child.process.poll() is not None), None
        )

    def stop(self, *, keep: int = 0) -> None:
        """Stops all but the first `keep` children, everybody at once, the stubborn by force."""
        leaving = self.children[keep:]
        for child in leaving:
            send(child.process.pid, child.stop_signal)
        deadline = time.monotonic() + GRACE
        for child in leaving:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, deadline - time.monotonic()))
            # Whatever a child left behind in its group (a pool worker, for example) goes with it.
            send(child.process.pid, signal.SIGKILL)
            child.process.wait()
        del self.children[keep:]

    def close(self) -> None:
        self.stop()
        self.tell_guard("done\n")
        assert self.guard.stdin is not None
        self.guard.stdin.close()
        self.guard.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def send(group: int, number: int) -> bool:
    """Whether there was anybody to send it to; signal 0 only asks."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
        return True
    return False


def wait_gone(groups: Sequence[int], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(send(group, 0) for group in groups):
        time.sleep(0.05)


def guard(lines: IO[str]) -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    groups: list[tuple[int, signal.Signals]] = []
    for line in lines:
        if line == "done\n":
            return
        group, number = line.split()
        groups.append((int(group), signal.Signals(int(number))))
    # The engines came first: they leave last, when nobody needs them any more.
    end([entry for entry in groups if entry[1] is not signal.SIGINT])
    end([entry for entry in groups if entry[1] is signal.SIGINT])


def end(groups: Sequence[tuple[int, signal.Signals]]) -> None:
    for group, number in groups:
        send(group, number)
    wait_gone([group for group, _ in groups], GRACE)
    for group, _ in groups:
        send(group, signal.SIGKILL)


if __name__ == "__main__":
    guard(sys.stdin)
