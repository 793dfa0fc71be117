"""Those who come while the work is on are served together, next; nobody pays for somebody else's mistake."""

import asyncio

from hub.foundation.batching import GroupCommit


class Slow:
    """Doubles numbers, one batch at a time, each when it is let go on; refuses batches with a 13."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.gate = asyncio.Event()

    async def double(self, numbers: list[int]) -> list[int]:
        self.batches.append(numbers)
        await self.gate.wait()
        if 13 in numbers:
            raise ValueError("13")
        return [2 * number for number in numbers]


async def asked(commit: GroupCommit[int, int], *numbers: int) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(commit.add(number)) for number in numbers]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


async def test_what_comes_meanwhile_goes_together() -> None:
    slow = Slow()
    commit = GroupCommit(slow.double)
    tasks = await asked(commit, 1)
    tasks += await asked(commit, 2, 3, 4)

    slow.gate.set()

    assert await asyncio.gather(*tasks) == [2, 4, 6, 8]
    assert slow.batches == [[1], [2, 3, 4]]


async def test_one_who_comes_alone_goes_beside_the_one_under_way() -> None:
    slow = Slow()
    commit = GroupCommit(slow.double, lanes=2)
    tasks = await asked(commit, 1)
    tasks += await asked(commit, 2)
    tasks += await asked(commit, 3, 4)

    slow.gate.set()

    assert await asyncio.gather(*tasks) == [2, 4, 6, 8]
    assert slow.batches == [[1], [2], [3, 4]]


async def test_beside_a_large_batch_everybody_waits_for_the_next() -> None:
    slow = Slow()
    commit = GroupCommit(slow.double, lanes=2)
    tasks = await asked(commit, 1, 2, 3)
    tasks += await asked(commit, 4, 5)

    slow.gate.set()

    assert await asyncio.gather(*tasks) == [2, 4, 6, 8, 10]
    assert slow.batches[0] == [1, 2, 3]
    assert slow.batches[1] == [4, 5]


async def test_a_batch_has_an_upper_size() -> None:
    slow = Slow()
    commit = GroupCommit(slow.double, most=2)
    tasks = await asked(commit, 1, 2, 3, 4, 5)

    slow.gate.set()
    await asyncio.gather(*tasks)

    assert max(map(len, slow.batches)) == 2


async def test_only_the_one_who_causes_an_error_gets_it() -> None:
    slow = Slow()
    commit = GroupCommit(slow.double)
    tasks = await asked(commit, 1)
    tasks += await asked(commit, 2, 13, 4)

    slow.gate.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)

    assert answers[:2] + answers[3:] == [2, 4, 8]
    assert isinstance(answers[2], ValueError)


async def test_one_who_has_left_does_not_hold_up_the_others() -> None:
    slow = Slow()
    commit = GroupCommit(slow.double)
    gone, stays = await asked(commit, 1, 2)
    gone.cancel()

    slow.gate.set()

    assert await stays == 4
    assert await commit.add(5) == 10


def test_a_new_loop_starts_afresh() -> None:
    slow = Slow()
    commit = GroupCommit(slow.double)

    async def leave_in_the_middle() -> None:
        await asked(commit, 1)

    async def come_later() -> int:
        slow.gate = asyncio.Event()
        slow.gate.set()
        return await commit.add(2)

    asyncio.run(leave_in_the_middle())

    assert asyncio.run(come_later()) == 4
