import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class GroupCommit(Generic[Item, Result]):
    """Many wait, one works: what arrives while `work` is busy goes together into its next call.

    Nobody waits for a clock. With more `lanes` than one, who comes while few wait need not wait for a batch under way:
    `work` is then called again beside it. `work` answers its items in order; an error in a batch is tried again item
    by item, so that only the item that causes it fails.
    """

    FEW = 2

    def __init__(
        self,
        work: Callable[[list[Item]], Awaitable[Sequence[Result]]],
        *,
        most: int = 50,
        lanes: int = 1,
    ) -> None:
        self.work = work
        self.most = most
        self.lanes = lanes
        self.waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self.working: set[asyncio.Task[None]] = set()
        self.under_way = 0
        self.loop: asyncio.AbstractEventLoop | None = None

    async def add(self, item: Item) -> Result:
        loop = asyncio.get_running_loop()
        if self.loop is not loop:  # a loop that ended takes its callers along
            self.loop, self.waiting, self.working, self.under_way = loop, [], set(), 0
        future: asyncio.Future[Result] = loop.create_future()
        self.waiting.append((item, future))
        if not self.working or (
            len(self.working) < self.lanes and self.under_way <= self.FEW
        ):
            task = loop.create_task(self.run())
            self.working.add(task)
            task.add_done_callback(self.working.discard)
        return await future

    async def run(self) -> None:
        while self.waiting:
            batch, self.waiting = self.waiting[: self.most], self.waiting[self.most :]
            self.under_way += len(batch)
            if not await self.attempt(batch, last=len(batch) == 1):
                for entry in batch:
                    await self.attempt([entry], last=True)
            self.under_way -= len(batch)

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
