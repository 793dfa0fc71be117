"""The world outside in one small server: WhatsApp and a record system that can be made to hesitate."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Outside:
    """What arrived, in order. While `hold` lasts, everybody who asks is left waiting for the answer."""

    def __init__(self) -> None:
        self.replies: list[dict[str, Any]] = []
        self.packages: list[tuple[str, str]] = []
        self.answering = threading.Event()
        self.answering.set()
        self.url = ""

    @contextmanager
    def hold(self) -> Iterator[None]:
        self.answering.clear()
        try:
            yield
        finally:
            self.answering.set()

    def forget(self) -> None:
        self.answering.set()
        self.replies.clear()
        self.packages.clear()

    @property
    def texts(self) -> list[str]:
        return [reply["text"]["body"].partition("\n")[2] for reply in self.replies]


def door_of(outside: Outside) -> type[BaseHTTPRequestHandler]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            outside.replies.append(json.loads(self.body()))
            self.answer({"messages": [{"id": f"wamid.out.{self.headers['Content-Length']}.{len(outside.replies)}"}]})  # fmt: skip

        def do_PUT(self) -> None:
            self.body()
            outside.packages.append((self.path, self.headers["Digest"]))
            self.do_GET()

        def do_GET(self) -> None:
            self.answer({"package_id": self.path.rpartition("/")[2], "status": "received"})

        def body(self) -> bytes:
            return self.rfile.read(int(self.headers["Content-Length"]))

        def answer(self, value: dict[str, Any]) -> None:
            outside.answering.wait(60)
            content = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Door


class Server(ThreadingHTTPServer):
    def handle_error(self, *_: Any) -> None:
        """Who asked was killed before the answer: that is what these tests are about."""


@contextmanager
def outside_world() -> Iterator[Outside]:
    outside = Outside()
    with Server(("127.0.0.1", 0), door_of(outside)) as server:
        outside.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield outside
        outside.answering.set()
        server.shutdown()
        thread.join()
