from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from bot.channels.renderings import Renderings


@pytest.fixture
def made() -> list[str]:
    return []


@pytest.fixture
def render(made: list[str]) -> Callable[[str], Callable[[], bytes]]:
    def rendering(name: str) -> Callable[[], bytes]:
        def make() -> bytes:
            assert threading.current_thread() is not threading.main_thread()
            made.append(name)
            return name.encode()

        return make

    return rendering


def test_what_is_rendered_is_made_once_and_beside_the_event_loop(
    made: list[str], render: Callable[[str], Callable[[], bytes]]
) -> None:
    async def ask() -> list[bytes]:
        kept = Renderings(2)
        asked = (kept.get("a", render("a")) for _ in range(5))
        return [*await asyncio.gather(*asked), await kept.get("a", render("a"))]

    assert asyncio.run(ask()) == [b"a"] * 6
    assert made == ["a"]


def test_no_more_than_the_most_are_kept_and_the_latest_stay(
    made: list[str], render: Callable[[str], Callable[[], bytes]]
) -> None:
    async def ask() -> None:
        kept = Renderings(2)
        for name in ("a", "b", "a", "c", "a", "b"):
            assert await kept.get(name, render(name)) == name.encode()

    asyncio.run(ask())
    assert made == ["a", "b", "c", "b"]


def test_what_failed_is_not_kept(render: Callable[[str], Callable[[], bytes]]) -> None:
    def broken() -> bytes:
        raise OSError("no font")

    async def ask() -> bytes:
        kept = Renderings(2)
        with pytest.raises(OSError, match="no font"):
            await kept.get("a", broken)
        return await kept.get("a", render("a"))

    assert asyncio.run(ask()) == b"a"


def test_one_is_rendered_at_a_time() -> None:
    running = threading.Semaphore(1)

    def alone() -> bytes:
        assert running.acquire(blocking=False), "two at once"
        running.release()
        return b""

    async def ask() -> None:
        kept = Renderings(50)
        await asyncio.gather(*(kept.get(number, alone) for number in range(50)))

    asyncio.run(ask())
