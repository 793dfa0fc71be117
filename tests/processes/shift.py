"""A busy shift: visitors write, a pair takes and answers, by chat and by WhatsApp, until told that it is enough.

Everybody behaves as their page does: what was not promised is sent again with its key, and a lost line is made anew
at whichever web process answers.
"""

import asyncio
import json
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random

import httpx
from django.conf import settings
from websockets.asyncio.client import connect
from websockets.typing import Origin

from hub.conversations.models import Conversation
from tests.processes.crowd import AGAIN, LOST, Page, key_by
from tests.processes.desks import Desk, faults_of, rows_of
from tests.processes.people import Worker

VISITORS, AT_LEAST, PACE = 12, 8, 0.25
PATIENCE = 90.0


class Shift:
    """`consoles_only`: from then on workers press nothing; their open pages are all that shows that they are there."""

    def __init__(
        self,
        webs: Sequence[str],
        workers: Sequence[Worker],
        outside: Conversation | None = None,
    ) -> None:
        self.webs, self.outside = webs, outside
        self.pages = [Page(number, webs, Random(number)) for number in range(VISITORS)]
        self.desks = [Desk(worker) for worker in workers]
        self.whatsapp: list[str] = []
        self.enough = threading.Event()
        self.consoles_only = threading.Event()

    async def run(self) -> None:
        async with asyncio.timeout(PATIENCE), httpx.AsyncClient(timeout=15) as http:
            for page in self.pages:
                await page.start(http, self.webs[page.number % 2])
            consoles = [
                asyncio.create_task(self.sit(desk.worker.session, web))
                for desk, web in zip(self.desks, self.webs, strict=True)
            ]
            async with asyncio.TaskGroup() as going:
                for page in self.pages:
                    going.create_task(self.write(page, http))
                for desk in self.desks:
                    going.create_task(self.answer(desk))
            await asyncio.gather(*(page.catch_up(http) for page in self.pages))
            await asyncio.gather(*(page.leave() for page in self.pages))
            for console in consoles:
                console.cancel()
            await asyncio.gather(*consoles, return_exceptions=True)

    async def write(self, page: Page, http: httpx.AsyncClient) -> None:
        await page.deliver(http)
        while len(page.said) < AT_LEAST or not self.enough.is_set():
            await page.say(http, "")
            await page.deliver(http)
            await asyncio.sleep(PACE)

    async def answer(self, desk: Desk) -> None:
        """The pair goes round in opposite directions, so that each thread has answers of both."""
        chance = Random(desk.worker.user.pk)
        pages = self.pages[:: 1 if desk is self.desks[0] else -1]
        while not self.enough.is_set():
            for page in pages:
                if not self.consoles_only.is_set():
                    await self.until_heard(desk, page, "take", {})
                    key, text = key_by(chance), f"v{page.number}r{chance.getrandbits(30)}"
                    await self.until_heard(desk, page, "reply", {"key": key, "text": text})
                    desk.sent[key] = (page, text)
                await asyncio.sleep(PACE)
            if self.outside and not self.consoles_only.is_set():
                await self.answer_outside(desk, key_by(chance))

    async def answer_outside(self, desk: Desk, key: str) -> None:
        assert self.outside
        text = f"Nähdään {len(self.whatsapp)} {desk.worker.user.pk}"
        page = Page(-1, self.webs, Random(0))
        page.public_id = str(self.outside.public_id)
        await self.until_heard(desk, page, "reply", {"key": key, "text": text})
        self.whatsapp.append(text)

    async def until_heard(
        self, desk: Desk, page: Page, act: str, words: dict[str, str]
    ) -> None:
        """The form stays on the screen until the hub has taken it."""
        while True:
            try:
                answer = await desk.post(page, act, **words)
                if answer.status_code == 302:
                    return
                assert answer.status_code >= 500, answer.status_code
            except httpx.HTTPError:
                desk.worker.turn_to(
                    next(web for web in self.webs if web != desk.worker.url)
                )
            await asyncio.sleep(AGAIN)

    async def sit(self, session: str, web: str) -> None:
        """A console in an open tab."""
        webs = [web, *(other for other in self.webs if other != web)]
        cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"}
        while True:
            for url in webs:
                address = url.replace("http", "ws", 1) + "/ws/staff/"
                try:
                    async with connect(
                        address, origin=Origin(url), additional_headers=cookie
                    ) as socket:
                        async for raw in socket:
                            json.loads(raw)
                except LOST:
                    pass
                await asyncio.sleep(AGAIN)

    # --- for whoever strikes ---

    @property
    def busy(self) -> bool:
        writing = all(len(page.promised) >= 2 for page in self.pages)
        answered = all(desk.sent for desk in self.desks)
        return writing and answered and bool(self.whatsapp or not self.outside)

    def faults(self) -> list[str]:
        found = []
        for page in self.pages:
            rows = rows_of(Conversation.objects.get(public_id=page.public_id))
            faults = faults_of(page, self.desks, rows)
            if faults:
                found.append(f"visitor {page.number}: {faults}, rows {rows}, page {page.lines}")  # fmt: skip
        return found


@contextmanager
def busy_shift(shift: Shift) -> Iterator[Shift]:
    """The block strikes while everybody is at it; then all finish what they began."""
    with ThreadPoolExecutor(1) as pool:
        going = pool.submit(asyncio.run, shift.run())
        try:
            yield shift
        finally:
            shift.enough.set()
            going.result()
