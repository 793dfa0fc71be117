import os
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


@pytest.fixture(scope="module")
def hub(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The whole demo as `make run` starts it, with engines and data of its own, and the module's `SETTINGS`."""
    var: Path = tmp_path_factory.mktemp("hub")
    port = free_ports()
    inherited = {
        name: value for name, value in os.environ.items() if not name.endswith("_URL")
    }
    own = {"HUB_VAR": str(var), "HUB_PORT": str(port), "PRESENCE_GRACE_SECONDS": "20",
           "CHAT_STARTS_PER_TEN_MINUTES": "1000", "CHAT_SOCKETS_PER_MINUTE": "10000", "HASHED_STATIC": "1",
           **getattr(request.module, "SETTINGS", {})}  # fmt: skip
    run = Run(inherited | own, var)
    yield f"http://127.0.0.1:{port}"
    run.process.terminate()
    run.process.wait(30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ["CHROMIUM"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path if Path(path).exists() else None, args=ARGUMENTS
        )
        yield started
        started.close()
