import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class GroupCommit(Generic[Item, Result]):
    """Many wait, one works: what arrives while `work` is busy goes together into its next call.

    Nobody waits for a clock. `work` answers its items in order; an error in a batch is tried again item by item,
    so that only the item that causes it fails.
    """

    def __init__(
        self, work: Callable[[list[Item]], Awaitable[Sequence[Result]]], *, most: int = 50
    ) -> None:
        self.work = work
        self.most = most
        self.waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self.working: asyncio.Task[None] | None = None

    async def add(self, item: Item) -> Result:
        loop = asyncio.get_running_loop()
        if self.working is None or self.working.get_loop() is not loop:
            self.working, self.waiting = (
                None,
                [],
            )  # a loop that ended takes its callers along
        future: asyncio.Future[Result] = loop.create_future()
        self.waiting.append((item, future))
        if self.working is None or self.working.done():
            self.working = loop.create_task(self.run())
        return await future

    async def run(self) -> None:
        while self.waiting:
            batch, self.waiting = self.waiting[: self.most], self.waiting[self.most :]
            if not await self.attempt(batch, last=len(batch) == 1):
                for entry in batch:
                    await self.attempt([entry], last=True)

    async def attempt(
        self, batch: list[tuple[Item, asyncio.Future[Result]]], *, last: bool
    ) -> bool:
        try:
            results = await self.work([item for item, _future in batch])
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for it
            if last:
                for _item, future in batch:
                    if not future.done():
                        future.set_exception(error)
            return last
        for (_item, future), result in zip(batch, results, strict=True):
            if not future.done():
                future.set_result(result)
        return True
