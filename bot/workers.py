"""Threads that do what would hold up the event loop, each piece of work within its time."""

from __future__ import annotations

import asyncio
import contextvars
import ctypes
import queue
import threading
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


class _Overdue(BaseException):
    """Raised inside a piece of work whose time is up; no `except Exception` may take it for its own."""


class Workers:
    """A few threads, each with an event loop of its own, so that libraries written for one run in them."""

    def __init__(self, name: str, threads: int) -> None:
        """Threads that start with the first piece of work.

        Args:
            name: of the threads, for whoever looks at the process.
            threads: how many pieces of work run side by side.
        """
        self._name = name
        self._threads = threads
        self._work: queue.SimpleQueue[_Work[Any] | None] = queue.SimpleQueue()
        self._running: list[threading.Thread] = []

    async def run(
        self, work: Callable[[], Awaitable[Result]], most_seconds: float | None = None
    ) -> Result:
        """The result of a coroutine function, run in one of the threads.

        Args:
            work: called and awaited in the thread.
            most_seconds: after which the work is ended, even in the middle of a loop; the time it waits for a
                thread counts. Work without it is never ended.

        Raises:
            TimeoutError: the time was up.
            Exception: whatever the work raises.
        """
        self._start()
        given = _Work(work, asyncio.get_running_loop())
        self._work.put(given)
        try:
            async with asyncio.timeout(most_seconds):
                # A caller that is gone does not end the work: half done it would be worth nothing.
                return await asyncio.shield(given.result)
        except TimeoutError:
            given.end()
            raise

    def close(self) -> None:
        """Lets the threads end after the work they have."""
        for _ in self._running:
            self._work.put(None)
        for thread in self._running:
            thread.join()
        self._running.clear()

    def _start(self) -> None:
        while len(self._running) < self._threads:
            name = f"{self._name} {len(self._running) + 1}"
            thread = threading.Thread(target=self._serve, name=name, daemon=True)
            self._running.append(thread)
            thread.start()

    def _serve(self) -> None:
        loop = asyncio.new_event_loop()
        while True:
            work = self._work.get()
            if work is None:
                loop.close()
                return
            try:
                work.do(loop)
            except _Overdue:
                # What is left half done in the loop goes with it.
                loop = asyncio.new_event_loop()


class _Work(Generic[Result]):
    """A piece of work, done in one thread and awaited in another."""

    def __init__(
        self, work: Callable[[], Awaitable[Result]], awaiting: asyncio.AbstractEventLoop
    ) -> None:
        self._work = work
        self._awaiting = awaiting
        # What is done belongs to what asked for it, for whoever traces it.
        self._context = contextvars.copy_context()
        self.result: asyncio.Future[Result] = awaiting.create_future()
        # A result nobody waits for any more is no error.
        self.result.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._thread: int | None = None
        self._over = False
        self._ending = threading.Lock()

    def do(self, loop: asyncio.AbstractEventLoop) -> None:
        """Does the work in this thread.

        Raises:
            _Overdue: it was ended.
        """
        with self._ending:
            if self._over:
                return
            self._thread = threading.get_ident()
        try:
            result = self._context.run(loop.run_until_complete, _awaited(self._work))
        except Exception as error:
            self._close()
            self._tell(self.result.set_exception, error)
        else:
            self._close()
            self._tell(self.result.set_result, result)

    def end(self) -> None:
        """Ends the work if it is under way, and keeps it from beginning if it is not."""
        with self._ending:
            if self._thread is not None and not self._over:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self._thread), ctypes.py_object(_Overdue)
                )
            self._over = True

    def _close(self) -> None:
        # From here on `end` no longer reaches the thread, which may have other work by then.
        with self._ending:
            self._over = True

    def _tell(self, tell: Callable[[Any], None], what: object) -> None:
        def told() -> None:
            if not self.result.done():
                tell(what)

        self._awaiting.call_soon_threadsafe(told)


async def _awaited(work: Callable[[], Awaitable[Result]]) -> Result:
    return await work()
