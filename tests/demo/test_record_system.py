"""The whole way over real HTTP: client, adapter and the made-up record system, as separate as in `make run`."""

import base64
import hashlib
import json
import os
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from jsonschema import Draft202012Validator, FormatChecker
from playwright.sync_api import sync_playwright

from demo.record_system.acknowledging import Options
from demo.record_system.app import application
from hub.records import client, transport
from hub.records.payloads import parse
from hub.records.signature import is_genuine
from hub.records.transport import Fate, HttpRecordSystem
from tests.engines import ROOT

TOKEN, SECRET = "test-token", "test-secret"
SCHEMA = json.loads((ROOT / "hub/records/schemas/acknowledgement.schema.json").read_text())


@dataclass
class Hub:
    """Takes acknowledgements; `refuses` answers come first."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    genuine: list[bool] = field(default_factory=list)
    refuses: int = 0

    def wait(self, count: int) -> None:
        until = time.monotonic() + 10
        while len(self.bodies) < count and time.monotonic() < until:
            time.sleep(0.02)
        assert len(self.bodies) >= count


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def hub() -> Iterator[Hub]:
    seen = Hub()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.bodies.append(body)
            seen.genuine.append(
                is_genuine(
                    body,
                    timestamp=self.headers["X-Hub-Timestamp"],
                    signature=self.headers["X-Hub-Signature"],
                    secret=SECRET,
                    now=time.time(),
                )
            )
            self.send_response(503 if len(seen.bodies) <= seen.refuses else 200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    seen.url = f"http://127.0.0.1:{server.server_port}/records/ack/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield seen
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def system(tmp_path: Path, hub: Hub) -> Iterator[str]:
    port = free_port()
    made = application(
        tmp_path, Options(TOKEN, hub.url, SECRET, decide_after=0.05), slow_seconds=1.0
    )
    server = uvicorn.Server(uvicorn.Config(made, port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def behave(system: str, name: str) -> None:
    assert httpx.post(f"{system}/behaviour/", data={"behaviour": name}).status_code == 303


def put(
    system: str, package_id: uuid.UUID, data: bytes = b"zip", token: str = TOKEN
) -> client.Reply:
    digest = hashlib.sha256(data).hexdigest()
    return client.put(
        url=system, token=token, package_id=package_id, data=data, digest=digest
    )


def test_new_same_and_different_have_answers_of_their_own(system: str) -> None:
    package_id = uuid.uuid4()

    statuses = [put(system, package_id, data).status for data in (b"one", b"one", b"two")]

    assert statuses == [201, 200, 409]


def test_a_stranger_or_a_broken_digest_is_refused(system: str) -> None:
    wrong = {
        "Authorization": f"Bearer {TOKEN}",
        "Digest": f"sha-256={base64.b64encode(b'x' * 32).decode()}",
    }

    assert put(system, uuid.uuid4(), token="another").status == 401
    assert (
        httpx.put(
            f"{system}/packages/{uuid.uuid4()}", content=b"x", headers=wrong
        ).status_code
        == 400
    )


def test_acceptance_comes_as_a_signed_acknowledgement(system: str, hub: Hub) -> None:
    package_id = uuid.uuid4()
    put(system, package_id)

    hub.wait(1)

    answer = parse(hub.bodies[0])
    assert hub.genuine == [True]
    assert (answer.package_id, answer.status) == (package_id, "accepted")
    assert answer.receiver_document_id.startswith("ASI-")
    Draft202012Validator(SCHEMA, format_checker=FormatChecker()).validate(
        json.loads(hub.bodies[0])
    )


def test_a_rejection_names_its_reason(system: str, hub: Hub) -> None:
    behave(system, "reject")
    put(system, uuid.uuid4())

    hub.wait(1)

    assert parse(hub.bodies[0]).error_codes == ("matter_not_found",)


def test_a_lost_acknowledgement_can_be_asked_for(system: str, hub: Hub) -> None:
    behave(system, "silent")
    package_id, receiver = uuid.uuid4(), HttpRecordSystem(system, TOKEN)
    put(system, package_id)

    until = time.monotonic() + 10
    while (
        answer := receiver.answer(package_id=package_id)
    ) and answer.status == "received":
        assert time.monotonic() < until
        time.sleep(0.05)

    assert answer
    assert answer.status == "accepted"
    assert hub.bodies == []
    behave(system, "accept")
    hub.wait(1)  # told after all once it behaves


@pytest.mark.parametrize(
    ("behaviour", "fate", "trouble"),
    [
        ("down", Fate.LATER, "busy"),
        ("nonsense", Fate.UNKNOWN, "nonsense"),
        ("slow", Fate.UNKNOWN, "silent"),
        ("delay", Fate.RECEIVED, ""),
    ],
)
def test_each_kind_of_trouble_is_told_apart(
    system: str, monkeypatch: pytest.MonkeyPatch, behaviour: str, fate: Fate, trouble: str
) -> None:
    monkeypatch.setattr(client, "TIMEOUT", httpx.Timeout(0.4))
    behave(system, behaviour)
    digest = hashlib.sha256(b"zip").hexdigest()

    outcome = HttpRecordSystem(system, TOKEN).deposit(
        package_id=uuid.uuid4(), data=b"zip", digest=digest
    )

    assert (outcome.fate, outcome.trouble) == (fate, trouble)


def test_nobody_at_the_address_is_silence() -> None:
    reply = put(f"http://127.0.0.1:{free_port()}", uuid.uuid4())

    assert transport.outcome(reply, uuid.uuid4()).fate == Fate.UNKNOWN


def test_what_it_has_survives_a_restart(system: str, hub: Hub, tmp_path: Path) -> None:
    package_id = uuid.uuid4()
    put(system, package_id)
    hub.wait(1)

    again = application(tmp_path, Options(TOKEN, hub.url, SECRET))

    assert again is not None
    assert (tmp_path / f"{package_id}.zip").read_bytes() == b"zip"


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_suits_everyone(system: str, theme: Any) -> None:
    put(system, uuid.uuid4())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"]
        )
        page = browser.new_page(color_scheme=theme, viewport={"width": 360, "height": 800})
        page.goto(system)
        found = Axe().run(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        page.get_by_label("Hylkää").check()
        page.get_by_role("button", name="Ota käyttöön").click()
        chosen = page.get_by_label("Hylkää").is_checked()
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=f"{folder}/record-system-{theme}.png", full_page=True)
        browser.close()

    assert found.violations_count == 0, found.generate_report()
    assert width <= 360
    assert chosen
