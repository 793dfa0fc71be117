"""Visitors and workers as the hub meets them: over HTTP and sockets, to one web process or the other."""

import json
import uuid
from types import TracebackType
from typing import Any, Self

import httpx
from django.conf import settings
from django.test import Client
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect
from websockets.typing import Origin

from hub.conversations.models import Conversation
from hub.people.models import User

JSON = {"Accept": "application/json"}
Frame = dict[str, Any]


class Line:
    """One socket; hints that come between the wanted frames are passed over."""

    def __init__(self, url: str, path: str, cookie: str = "") -> None:
        headers = {"Cookie": cookie} if cookie else {}
        address = url.replace("http", "ws", 1) + path
        self.opening = connect(
            address, origin=Origin(url), additional_headers=headers, compression=None
        )
        self.socket = self.opening.__enter__()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.opening.__exit__(kind, error, trace)

    def send(self, **frame: Any) -> None:
        self.socket.send(json.dumps(frame))

    def next(self, *wanted: str) -> Frame:
        while True:
            frame: Frame = json.loads(self.socket.recv(timeout=20))
            if frame["type"] in wanted:
                return frame

    def until(self, text: str) -> dict[int, str]:
        """Every word by its place, up to this one: what comes twice is one line of the page."""
        heard: dict[int, str] = {}
        while text not in heard.values():
            frame = self.next("message")
            if "text" in frame:
                heard[frame["seq"]] = frame["text"]
        return heard

    def texts(self, count: int) -> list[str]:
        """The next words of the thread in view; a hint that something was said has none."""
        heard: list[str] = []
        while len(heard) < count:
            frame = self.next("message")
            if "text" in frame:
                heard.append(frame["text"])
        return heard


def takes_sockets(url: str) -> bool:
    try:
        with Line(url, "/ws/chat/"):
            return True
    except WebSocketException:
        return False


class Visitor:
    def __init__(self, url: str) -> None:
        self.url = url
        started = httpx.post(f"{url}/chat/start/", headers=JSON)
        assert started.status_code == 200, started.text
        self.token: str = started.json()["token"]
        self.thread = Conversation.objects.get(public_id=started.json()["conversation"])

    def join(self, url: str = "", after: int = 0) -> Line:
        line = Line(url or self.url, "/ws/chat/")
        line.send(type="join", token=self.token, after=after)
        line.next("joined")
        return line

    def say(self, line: Line, text: str) -> int:
        """Returns the place once the hub has promised it."""
        line.send(type="message", key=str(uuid.uuid4()), text=text)
        return int(line.next("ack")["seq"])

    def post(self, text: str) -> httpx.Response:
        words = {"token": self.token, "text": text, "key": str(uuid.uuid4())}
        return httpx.post(
            f"{self.url}/chat/messages/", data=words, headers=JSON, timeout=30
        )

    def listed(self, url: str = "") -> list[str]:
        words = {"token": self.token, "after": 0}
        address = f"{url or self.url}/chat/messages/list/"
        answer = httpx.post(address, data=words, headers=JSON, timeout=30)
        return [line["text"] for line in answer.json()["messages"]]


class Worker:
    """Signed in at one web process, with a console open there."""

    def __init__(self, user: User, url: str) -> None:
        client = Client()
        client.force_login(user)
        self.user, self.url = user, url
        self.session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.browser = httpx.Client(
            base_url=url, cookies={settings.SESSION_COOKIE_NAME: self.session}, timeout=30
        )
        assert self.get("/staff/inbox/").status_code == 200

    def turn_to(self, url: str) -> None:
        """A proxy leads the same browser to another web process."""
        self.url = url
        self.browser.base_url = httpx.URL(url)

    def get(self, path: str) -> httpx.Response:
        return self.browser.get(path)

    def post(self, thread: Conversation, act: str, **words: Any) -> httpx.Response:
        headers = {"X-CSRFToken": self.browser.cookies[settings.CSRF_COOKIE_NAME]}
        path = f"/staff/c/{thread.public_id}/{act}/"
        return self.browser.post(path, data=words, headers=headers | {"Origin": self.url})

    def reply(self, thread: Conversation, text: str) -> httpx.Response:
        return self.post(thread, "reply", text=text, key=str(uuid.uuid4()))

    def watch(self, thread: Conversation) -> Line:
        line = Line(
            self.url, "/ws/staff/", f"{settings.SESSION_COOKIE_NAME}={self.session}"
        )
        line.send(type="view", conversation=str(thread.public_id), after=0)
        line.send(type="ping")
        line.next("pong")
        return line
