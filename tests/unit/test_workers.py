from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import threading

import pytest

from bot.workers import Workers


async def _name() -> str:
    return threading.current_thread().name


def test_work_is_done_in_threads_of_their_own_and_side_by_side() -> None:
    async def both() -> set[str]:
        workers = Workers("test", 2)
        together = threading.Barrier(2)

        async def meet() -> str:
            together.wait(timeout=10)  # passed only if both run at once
            return await _name()

        try:
            return set(await asyncio.gather(workers.run(meet), workers.run(meet)))
        finally:
            workers.close()

    assert asyncio.run(both()) == {"test 1", "test 2"}


def test_what_work_raises_is_raised_where_it_is_awaited() -> None:
    async def fail() -> None:
        raise LookupError("nothing there")

    async def run() -> None:
        workers = Workers("test", 1)
        try:
            with pytest.raises(LookupError, match="nothing there"):
                await workers.run(fail)
        finally:
            workers.close()

    asyncio.run(run())


def test_work_whose_time_is_up_is_ended_even_if_it_catches_every_error() -> None:
    turns = itertools.count()
    ended = threading.Event()

    async def endless() -> None:
        try:
            while True:
                try:
                    next(turns)
                except Exception:
                    continue
        finally:
            ended.set()

    async def run() -> str:
        workers = Workers("test", 1)
        try:
            with pytest.raises(TimeoutError):
                await workers.run(endless, 0.05)
            # The one thread is free again.
            return await workers.run(_name, 10)
        finally:
            workers.close()

    assert asyncio.run(run()) == "test 1"
    assert ended.is_set()


def test_ended_work_never_takes_the_next_one_with_it(caplog: pytest.LogCaptureFixture) -> None:
    async def short() -> int:
        return sum(range(2000))

    async def run() -> set[int]:
        workers = Workers("test", 1)
        found: set[int] = set()
        try:
            for step in range(200):
                # Time-outs of all lengths: some end the work, some come just as it is done.
                with contextlib.suppress(TimeoutError):
                    found.add(await workers.run(short, step * 2e-6))
                found.add(await workers.run(short))
        finally:
            workers.close()
        return found

    with caplog.at_level(logging.WARNING):
        assert asyncio.run(run()) == {sum(range(2000))}
    assert not caplog.records


def test_work_that_waited_too_long_for_a_thread_is_not_begun() -> None:
    begun = []

    async def hold(free: threading.Event) -> None:
        free.wait(10)

    async def note() -> None:
        begun.append(True)

    async def run() -> None:
        workers = Workers("test", 1)
        free = threading.Event()
        first = asyncio.create_task(workers.run(lambda: hold(free)))
        await asyncio.sleep(0)
        with pytest.raises(TimeoutError):
            await workers.run(note, 0.02)
        free.set()
        await first
        workers.close()

    asyncio.run(run())
    assert not begun
