"""Private engines for one test session, started before Django reads its settings.

tests/conftest.py calls `start()` when it is imported, which is before pytest-django looks for settings: that is why
DJANGO_SETTINGS_MODULE is set here and not in pyproject.toml.
"""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import psutil

from hub.embedded import Engines
from hub.processes import Processes, follow_parent

ROOT = Path(__file__).resolve().parent.parent
running = ExitStack()
own: Engines | None = None


def start() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hub.settings"
    os.environ.setdefault("CHROMIUM", "/usr/bin/chromium")
    os.environ.setdefault("TLS", "0")  # tests speak plain HTTP; a deployed hub redirects
    os.environ.setdefault("HASHED_STATIC", "0")
    if "PYTEST_XDIST_WORKER" in os.environ and (follow := follow_parent(signal.SIGKILL)):
        follow()  # a killed session takes the test that is just running with it
    compile_translations()
    if own_engines_wanted():
        var = Path(
            os.environ.pop("HUB_TEST_ROOT", "") or os.environ.get("HUB_VAR") or ROOT / "var"
        )
        sweep(var)
        folder = var / f"test-{os.getpid()}"
        running.callback(shutil.rmtree, folder, ignore_errors=True)
        addresses = start_own(folder / "embedded")
        os.environ.update(addresses, HUB_VAR=str(folder), HUB_TEST_ROOT=str(var))
        (folder / "static").mkdir(exist_ok=True)  # WhiteNoise warns of a missing one


def start_own(folder: Path) -> dict[str, str]:
    global own
    own = Engines(folder, running.enter_context(Processes()), durable=False)
    running.callback(own.tidy)
    return own.start()


def own_engines_wanted() -> bool:
    """Servers named in the environment are used as they are, unless an xdist parent started them for itself."""
    given = "DATABASE_URL" in os.environ and "REDIS_URL" in os.environ
    return not given or "HUB_TEST_ROOT" in os.environ


def compile_translations() -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        subprocess.run(
            [sys.executable, ROOT / "tools/translations.py", "compile"], check=True
        )


def sweep(var: Path) -> None:
    """Removes what a killed session left behind; its engines went with it."""
    for folder in var.glob("test-*"):
        number = folder.name.removeprefix("test-")
        if number.isdigit() and not psutil.pid_exists(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


def stop() -> None:
    running.close()
