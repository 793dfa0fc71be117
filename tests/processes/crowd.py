"""Visitors' pages in one loop, each over the web processes it happens to meet; what must never be is written down as a fault.

A page does what static/chat/room.js does: it keeps the key of each text until it is promised, comes again after a
lost line with the last place it knows, and joins anew where a place is skipped.
"""

import asyncio
import json
import re
import uuid
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from random import Random
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from tests.processes.people import JSON

# v7m2: the second text of visitor 7; r is a worker's reply, n a note that no visitor may ever see.
MARK = re.compile(r"\bv(\d+)([mrn])\d+\b")
MEANWHILE = 2  # may be committed between the answer to a join and the lines that follow it
LATE, AGAIN = 8.0, 0.1
LOST = (OSError, WebSocketException, TimeoutError, httpx.HTTPError)


def key_by(chance: Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


class Window:
    """One socket of a page. `joins`: from which place on, and up to which place the hub then told."""

    def __init__(self, page: "Page", socket: ClientConnection) -> None:
        self.page, self.socket = page, socket
        self.asked: list[int] = []
        self.joins: list[tuple[int, int]] = []
        self.heard: Counter[int] = Counter()
        self.reader = asyncio.create_task(self.read())

    @classmethod
    async def open(cls, page: "Page", url: str) -> "Window":
        address = url.replace("http", "ws", 1) + "/ws/chat/"
        socket = await connect(address, origin=Origin(url), compression=None)
        window = cls(page, socket)
        with suppress(WebSocketException):
            await window.join()
        await page.wait_for(lambda: bool(window.joins) or window.reader.done())
        if not window.joins:
            await window.close(rudely=True)
            raise ConnectionError("closed before it was joined")
        return window

    async def join(self) -> None:
        self.asked.append(self.page.seq)
        await self.send(type="join", token=self.page.token, after=self.page.seq)

    async def send(self, **frame: Any) -> None:
        await self.socket.send(json.dumps(frame))

    async def read(self) -> None:
        with suppress(WebSocketException):
            async for raw in self.socket:
                await self.page.hear(self, str(raw))
        self.page.news()

    async def close(self, *, rudely: bool) -> None:
        """Rudely: the cable is cut, and whatever is on its way is gone."""
        if rudely:
            self.socket.transport.abort()
        else:
            await self.socket.close()
        await self.reader
        self.page.judge_doubles(self)

    @property
    def lives(self) -> bool:
        return not self.reader.done()


class Page:
    def __init__(self, number: int, webs: Sequence[str], chance: Random) -> None:
        self.number, self.webs, self.chance = number, webs, chance
        self.token = self.public_id = ""
        self.said: dict[str, str] = {}  # by key, in the order of saying
        self.promised: dict[str, int] = {}
        self.lines: dict[int, str] = {}
        self.seq = self.known = 0
        self.pong: int | None = None
        self.main: Window | None = None
        self.others: list[Window] = []
        self.changed = asyncio.Event()
        self.turn = asyncio.Lock()
        self.faults: list[str] = []
        self.diary: list[str] = []

    async def start(self, http: httpx.AsyncClient, web: str) -> None:
        answer = await http.post(f"{web}/chat/start/", headers=JSON)
        assert answer.status_code == 200, answer.text
        self.token, self.public_id = (
            answer.json()[name] for name in ("token", "conversation")
        )

    # --- what comes ---

    async def hear(self, window: Window, raw: str) -> None:
        if any(int(of) != self.number or kind == "n" for of, kind in MARK.findall(raw)):
            self.faults.append(f"not for this visitor: {raw}")
        frame = json.loads(raw)
        if frame["type"] != "state":
            self.diary.append(f"< {raw}")
        if hasattr(self, f"on_{frame['type']}"):
            await getattr(self, f"on_{frame['type']}")(window, frame)
        self.news()

    async def on_joined(self, window: Window, frame: dict[str, Any]) -> None:
        window.joins.append((window.asked[len(window.joins)], frame["seq"]))
        self.known = max(self.known, frame["seq"])

    async def on_message(self, window: Window, frame: dict[str, Any]) -> None:
        seq, text = frame["seq"], frame["text"]
        window.heard[seq] += 1
        if self.lines.setdefault(seq, text) != text:
            self.faults.append(f"two texts at {seq}: {self.lines[seq]}, {text}")
        if seq > max(self.seq + 1, self.known):
            await window.join()
        else:
            self.seq = max(self.seq, seq)

    async def on_ack(self, _window: Window, frame: dict[str, Any]) -> None:
        self.promise(frame["key"], frame["seq"])

    def promise(self, key: str, seq: int) -> None:
        if self.promised.setdefault(key, seq) != seq:
            self.faults.append(
                f"{self.said[key]} has two places: {self.promised[key]}, {seq}"
            )

    async def on_pong(self, _window: Window, frame: dict[str, Any]) -> None:
        self.pong = frame["seq"]

    async def on_error(self, _window: Window, frame: dict[str, Any]) -> None:
        self.faults.append(f"refused: {frame}")

    def news(self) -> None:
        self.changed.set()

    async def wait_for(self, holds: Any, seconds: float = LATE) -> bool:
        """Whether it holds before the page would call it late."""
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    self.changed.clear()
                    await self.changed.wait()
        except TimeoutError:
            return False
        return True

    # --- what a visitor does ---

    async def say(self, _http: httpx.AsyncClient, _web: str) -> None:
        key, text = self.next_text()
        if self.main:
            await self.push(self.main, key, text)

    def next_text(self) -> tuple[str, str]:
        key = key_by(self.chance)
        self.said[key] = f"v{self.number}m{len(self.said) + 1}"
        return key, self.said[key]

    async def push(self, window: Window, key: str, text: str) -> None:
        with suppress(*LOST):
            await window.send(type="message", key=key, text=text)

    async def say_again(self, _http: httpx.AsyncClient, _web: str) -> None:
        """The same key once more, as after a promise that was lost on its way; by any of the windows."""
        windows = [window for window in (self.main, *self.others) if window]
        if windows and self.promised:
            key = self.chance.choice(sorted(self.promised))
            await self.push(self.chance.choice(windows), key, self.said[key])

    async def post(self, http: httpx.AsyncClient, web: str) -> None:
        """By form, in order: whatever waits for its promise goes first."""
        await self.wait_for(lambda: not (self.main and self.main.lives) or not self.pending)
        self.next_text()
        for key, text in self.pending:
            words = {"token": self.token, "key": key, "text": text}
            answer = await http.post(f"{web}/chat/messages/", data=words, headers=JSON)
            if answer.status_code == 200:
                self.promise(key, answer.json()["seq"])
            else:
                self.faults.append(f"refused: {answer.text}")

    async def drop(self, _http: httpx.AsyncClient, _web: str) -> None:
        if self.main:
            window, self.main = self.main, None
            await window.close(rudely=self.chance.random() < 0.7)

    async def resume(self, http: httpx.AsyncClient, web: str) -> None:
        await self.drop(http, web)
        self.main = await Window.open(self, web)
        for key, text in self.pending:
            await self.push(self.main, key, text)

    async def second_window(self, _http: httpx.AsyncClient, web: str) -> None:
        self.others.append(await Window.open(self, web))

    @property
    def pending(self) -> list[tuple[str, str]]:
        return [item for item in self.said.items() if item[0] not in self.promised]

    # --- at the end ---

    async def deliver(self, http: httpx.AsyncClient) -> None:
        """Until everything said is promised, by whichever web process answers."""
        places = iter(range(10**6))
        while self.pending or not (self.main and self.main.lives):
            try:
                if not (self.main and self.main.lives):
                    await self.resume(http, self.webs[next(places) % len(self.webs)])
                if not await self.wait_for(lambda: not self.pending or not self.main.lives):  # type: ignore[union-attr]
                    await self.drop(http, "")
            except LOST:
                await asyncio.sleep(AGAIN)

    async def catch_up(self, http: httpx.AsyncClient) -> None:
        """Until the pulse tells of nothing later than the page has, or knows that it is not to see."""
        while True:
            await self.deliver(http)
            assert self.main
            window, self.pong = self.main, None
            with suppress(*LOST):
                await window.send(type="ping")
            await self.wait_for(lambda: self.pong is not None or not window.lives)  # noqa: B023
            if self.pong is not None and self.pong <= max(self.seq, self.known):
                return
            if self.pong is not None:
                with suppress(*LOST):
                    await window.join()

    async def leave(self) -> None:
        for window in (*self.others, *([self.main] if self.main else [])):
            await window.close(rudely=False)

    def judge_doubles(self, window: Window) -> None:
        """Once as it happens, and once for each time that the page asked for it."""
        for seq, times in window.heard.items():
            asked = sum(after < seq <= upto + MEANWHILE for after, upto in window.joins)
            if times > asked + 1:
                self.faults.append(f"heard {seq} {times} times, asked {asked} times")
