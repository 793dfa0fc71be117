"""The pair that answers a crowd, and the laws that hold between what everybody was promised and what is stored."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from random import Random
from typing import Self

import httpx
from django.conf import settings
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from hub.conversations.models import Conversation
from hub.conversations.selectors import thread_lines
from tests.processes.crowd import MARK, Page, key_by
from tests.processes.people import Worker

Row = tuple[int, str, str]


class Desk:
    """A worker at one web process, with one console in which thread after thread comes into view."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.sent: dict[str, tuple[Page, str]] = {}  # promised replies and notes, by key
        self.refused: list[str] = []
        self.in_view: set[int] = set()
        self.pongs = asyncio.Queue[None]()
        self.turn = asyncio.Lock()
        self.faults: list[str] = []

    async def __aenter__(self) -> Self:
        address = self.worker.url.replace("http", "ws", 1) + "/ws/staff/"
        cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self.worker.session}"}
        self.socket = await connect(
            address, origin=Origin(self.worker.url), additional_headers=cookie
        )
        self.reader = asyncio.create_task(self.read())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()
        await self.reader

    async def read(self) -> None:
        with suppress(WebSocketException):
            async for raw in self.socket:
                if any(int(of) not in self.in_view for of, _kind in MARK.findall(str(raw))):
                    self.faults.append(f"not in view ({self.in_view}): {raw!r}")
                if json.loads(raw)["type"] == "pong":
                    self.pongs.put_nowait(None)

    async def view(self, page: Page) -> None:
        """Words of the thread before may come until the hub has heard us, and not after that."""
        async with self.turn:
            self.in_view.add(page.number)
            frame = {"type": "view", "conversation": page.public_id, "after": 0}
            await self.socket.send(json.dumps(frame))
            await self.socket.send(json.dumps({"type": "ping"}))
            await asyncio.wait_for(self.pongs.get(), 30)
            self.in_view = {page.number}

    async def take(self, page: Page) -> None:
        await self.post(page, "take")

    async def write(self, page: Page, chance: Random, kind: str) -> None:
        key = key_by(chance)
        text = f"v{page.number}{kind}{chance.getrandbits(20)}"
        await self.send(page, key, text)

    async def write_again(self, page: Page, chance: Random, kind: str) -> None:
        """The same form from two windows, pressed at once."""
        key = key_by(chance)
        text = f"v{page.number}{kind}{chance.getrandbits(20)}"
        await asyncio.gather(self.send(page, key, text), self.send(page, key, text))

    async def send(self, page: Page, key: str, text: str) -> None:
        note = {"note": "1"} if "n" in text else {}
        answer = await self.post(page, "reply", key=key, text=text, **note)
        if answer.status_code == 302:
            self.sent[key] = (page, text)
        else:
            self.refused.append(text)

    async def post(self, page: Page, act: str, **words: str) -> httpx.Response:
        thread = Conversation(public_id=page.public_id)
        return await asyncio.to_thread(self.worker.post, thread, act, **words)


def rows_of(thread: Conversation) -> list[Row]:
    return [
        (line.seq, line.text, line.kind) for line in thread_lines(thread, internal=True)
    ]


def faults_of(page: Page, desks: Sequence[Desk], rows: list[Row]) -> list[str]:
    """What the page, and those who answered it, were promised, against what is stored."""
    places = {text: seq for seq, text, _kind in rows}
    own = {text: page.promised.get(key) for key, text in page.said.items()}
    answers = [text for desk in desks for of, text in desk.sent.values() if of is page]
    seen = {seq: text for seq, text, kind in rows if kind != "note"}
    order = [page.promised[key] for key in page.said if key in page.promised]
    laws = {
        "each promise is one row, and each row a promise": sorted(places) == sorted([*own, *answers]),
        "no text is there twice": len(places) == len(rows),
        "each is where it was promised": own == {text: places.get(text) for text in own},
        "in one order without holes": [row[0] for row in rows] == list(range(1, len(rows) + 1)),
        "in the order of saying": order == sorted(order),
        "the page shows the thread, and all of it": page.lines == seen,
        "nobody else's": all(int(of) == page.number for text in places for of, _ in MARK.findall(text)),
    }  # fmt: skip
    return page.faults + [law for law, holds in laws.items() if not holds]
