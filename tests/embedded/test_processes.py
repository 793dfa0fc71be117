"""The guard of `make run`: whoever ignores a polite word does not stay."""

import signal
import subprocess
import sys

import pytest

from hub import processes

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"


def test_a_child_deaf_to_the_guard_is_ended_by_force(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes, "GRACE", 0.2)
    with subprocess.Popen(
        [sys.executable, "-c", DEAF], stdout=subprocess.PIPE, start_new_session=True
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()

        processes.end([(child.pid, signal.SIGTERM)])

        assert child.wait(5) == -signal.SIGKILL
