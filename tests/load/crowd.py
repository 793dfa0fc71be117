"""The people on the sockets: one visitor who writes and two workers who read, in every conversation."""

import asyncio
import json
import re
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

NUMBER = re.compile(rb"no=(\d+);")
WORDS = "minulla on kysymys toimeentulotuesta ja vuokrasta ja haluaisin kuulla mitä voin tehdä tällä viikolla"
AT_ONCE = 20


@dataclass
class Tally:
    """When each message was due, and how long its deliveries to workers took (seconds)."""

    sent: dict[int, float] = field(default_factory=dict)
    delays: list[float] = field(default_factory=list)
    wanted: int = 0
    complete: asyncio.Event = field(default_factory=asyncio.Event)

    def clear(self) -> None:
        self.sent.clear()
        self.delays.clear()
        self.wanted = 0
        self.complete.clear()

    def heard(self, frame: bytes) -> None:
        at = time.perf_counter()
        for found in NUMBER.finditer(frame):
            if (due := self.sent.get(int(found[1]))) is not None:
                self.delays.append(at - due)
        if 0 < self.wanted <= len(self.delays):
            self.complete.set()

    async def all_heard(self, wanted: int) -> None:
        self.wanted = wanted
        if len(self.delays) < wanted:
            await self.complete.wait()


class Person(WSListener):
    """Waits for the frame that says it is in; a worker then times what arrives."""

    def __init__(
        self, first_frames: Iterable[str], ready_mark: bytes, tally: Tally | None
    ) -> None:
        self.first_frames = first_frames
        self.ready_mark = ready_mark
        self.tally = tally
        self.ready = asyncio.get_running_loop().create_future()
        self.lost = False

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        for frame in self.first_frames:
            transport.send(WSMsgType.TEXT, frame.encode())
        if not self.ready_mark:
            self.ready.set_result(None)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.lost = True
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("closed before it was in"))

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()
            return
        data = frame.get_payload_as_bytes()
        if not self.ready.done() and self.ready_mark in data:
            self.ready.set_result(None)
        if self.tally:
            self.tally.heard(data)

    def write(self, text: str) -> None:
        self.transport.send(WSMsgType.TEXT, text.encode())


@dataclass(frozen=True)
class Seat:
    """How to come in: address, headers, what to say first, and the answer that means being in."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    first_frames: tuple[str, ...] = ()
    ready_mark: bytes = b""


@dataclass(frozen=True)
class Script:
    """One kind of server: where a room's people sit, and how a visitor says something."""

    visitor: Callable[[int], Seat]
    workers: Callable[[int], tuple[Seat, Seat]]
    message: Callable[[int], str]


def hub_script(port: int, rooms: list[dict[str, object]]) -> Script:
    origin = {"Origin": f"http://127.0.0.1:{port}"}
    here = f"ws://127.0.0.1:{port}/ws"

    def visitor(number: int) -> Seat:
        join = {"type": "join", "token": rooms[number]["token"], "after": 0}
        return Seat(f"{here}/chat/", origin, (json.dumps(join),), b'"joined"')

    def workers(number: int) -> tuple[Seat, Seat]:
        room = rooms[number]
        view = {"type": "view", "conversation": room["conversation"], "after": 10**9}
        frames = (json.dumps(view), '{"type": "ping"}')
        first, second = (
            Seat(
                f"{here}/staff/", origin | {"Cookie": f"hub_staff={key}"}, frames, b'"pong"'
            )
            for key in room["sessions"]  # type: ignore[attr-defined]
        )
        return first, second

    def message(number: int) -> str:
        text = f"no={number}; {WORDS}"
        return json.dumps({"type": "message", "key": str(uuid.uuid4()), "text": text})

    return Script(visitor, workers, message)


def yardstick_script(port: int) -> Script:
    def seat(number: int) -> Seat:
        return Seat(f"ws://127.0.0.1:{port}/ws/room{number}/")

    def message(number: int) -> str:
        return json.dumps({"sender": "visitor", "text": f"no={number}; {WORDS}"})

    return Script(seat, lambda number: (seat(number), seat(number)), message)


@dataclass
class Crowd:
    tally: Tally = field(default_factory=Tally)
    visitors: list[Person] = field(default_factory=list)
    workers: list[Person] = field(default_factory=list)

    async def fill(self, script: Script, rooms: int) -> None:
        numbers = range(rooms)
        self.visitors = await enter([script.visitor(number) for number in numbers], None)
        pairs = [seat for number in numbers for seat in script.workers(number)]
        self.workers = await enter(pairs, self.tally)

    @property
    def lost(self) -> int:
        return sum(person.lost for person in (*self.visitors, *self.workers))

    def leave(self) -> None:
        for person in (*self.visitors, *self.workers):
            person.transport.disconnect()


async def enter(seats: list[Seat], tally: Tally | None) -> list[Person]:
    doorway = asyncio.Semaphore(AT_ONCE)

    async def one(seat: Seat) -> Person:
        async with doorway:
            _transport, person = await ws_connect(
                lambda: Person(seat.first_frames, seat.ready_mark, tally),
                seat.url,
                websocket_handshake_timeout=30,
                extra_headers=seat.headers,
            )
            await asyncio.wait_for(person.ready, 30)
            return person

    return list(await asyncio.gather(*map(one, seats)))
