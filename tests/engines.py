"""Private engines for one test session, started before Django reads its settings.

tests/conftest.py calls `start()` when it is imported, which is before pytest-django looks for settings: that is why
DJANGO_SETTINGS_MODULE is set here and not in pyproject.toml.
"""

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import psutil

from hub.embedded import private_engines

ROOT = Path(__file__).resolve().parent.parent
running = ExitStack()


def start() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hub.settings"
    if "PYTEST_XDIST_WORKER" in os.environ:
        return  # the first process started everything and passed its environment on
    subprocess.run([sys.executable, ROOT / "tools/translations.py", "compile"], check=True)  # noqa: S603
    var = Path(os.environ.get("HUB_VAR", ROOT / "var"))
    sweep(var)
    os.environ["HUB_VAR"] = str(var / f"test-{os.getpid()}")
    if "DATABASE_URL" in os.environ and "REDIS_URL" in os.environ:
        return
    folder = Path(os.environ["HUB_VAR"])
    running.callback(shutil.rmtree, folder, ignore_errors=True)
    os.environ.update(
        running.enter_context(private_engines(folder / "embedded", durable=False))
    )


def sweep(var: Path) -> None:
    """Removes what a killed session left behind; its engines went with it."""
    for folder in var.glob("test-*"):
        number = folder.name.removeprefix("test-")
        if number.isdigit() and not psutil.pid_exists(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


def stop() -> None:
    running.close()
