import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.embedded.test_supervisor import Run, free_ports

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--accept-lang=fi-FI",
]


def start(var: Path, settings: dict[str, str]) -> tuple[Run, str]:
    """The whole demo as `make run` starts it, with engines and data of its own."""
    port = free_ports()
    inherited = {
        name: value for name, value in os.environ.items() if not name.endswith("_URL")
    }
    own = {"HUB_VAR": str(var), "HUB_PORT": str(port), "PRESENCE_GRACE_SECONDS": "20",
           "CHAT_STARTS_PER_TEN_MINUTES": "1000", "CHAT_SOCKETS_PER_MINUTE": "10000", "HASHED_STATIC": "1"}  # fmt: skip
    return Run(inherited | own | settings, var), f"http://127.0.0.1:{port}"


def end(run: Run) -> None:
    run.process.terminate()
    run.process.wait(30)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a first start leaves behind: migrated, seeded, files collected. Once is enough for all modules."""
    var: Path = tmp_path_factory.mktemp("hub", numbered=False)
    end(start(var, {})[0])
    kept = var.with_name("prepared")
    subprocess.run(["/bin/cp", "-a", var, kept], check=True)
    return kept


@pytest.fixture(scope="module")
def hub(request: pytest.FixtureRequest, prepared: Path) -> Iterator[str]:
    """With the module's `SETTINGS`, and data that no other module has touched (at the place it was made in, which
    the database's address names)."""
    var = prepared.with_name("hub")
    shutil.rmtree(var)
    subprocess.run(["/bin/cp", "-a", prepared, var], check=True)
    run, address = start(var, getattr(request.module, "SETTINGS", {}))
    yield address
    end(run)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ["CHROMIUM"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path if Path(path).exists() else None, args=ARGUMENTS
        )
        yield started
        started.close()
