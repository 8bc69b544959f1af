"""Keeps conversations off the event loop, and says so when they cannot be kept."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from typing import TypeVar

from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, TrackerStore
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channels.problems import Problem
from bot.metrics import STORE_FAILURES
from bot.sql_conversations import SqlConversations
from bot.workers import Workers

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
_THREADS = 4
# After a failure nobody waits for the next one for so long.
_PAUSE_SECONDS = 1.0
_RETRY_SECONDS = 2
_CHECK_EVERY_SECONDS = 600
# How far two clocks drift apart between two checks by themselves.
_DRIFT_SECONDS = 60


class NotKeptError(Problem):
    """A conversation can be neither read nor written just now; nothing of the message was kept."""

    def __init__(self) -> None:
        super().__init__(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "Conversations cannot be kept just now. Nothing was lost; send the message again in a moment.",
            retry_seconds=_RETRY_SECONDS,
        )


class AnsweredBeforeError(Exception):
    """The message was answered already; what was said stands in the conversation."""


class Exchange:
    """A conversation while one message of it is answered.

    Attributes:
        tracker: its last messages; None if it is new.
    """

    def __init__(
        self,
        tracker: DialogueStateTracker | None,
        keep: Callable[[DialogueStateTracker], Awaitable[None]],
    ) -> None:
        """Of a conversation that nobody else has meanwhile.

        Args:
            tracker: its last messages.
            keep: stores what is new in it.
        """
        self.tracker = tracker
        self.keep = keep


class Storage:
    """A tracker store, used from its own threads."""

    def __init__(self, store: TrackerStore, threads: int = _THREADS) -> None:
        """Over the store of a loaded agent.

        Args:
            store: Rasa's wrapper, which would go on in memory and tell nobody, is taken off.
            threads: how many conversations are read or written at a time.
        """
        self._store = store._tracker_store if isinstance(store, FailSafeTrackerStore) else store
        self._workers = Workers("storage", threads)
        # Who waits for a conversation that another process has must not be in the way of who lets go of one.
        self._waiting = Workers("turns", threads)
        # A shared store holds a connection for each.
        self._exchanges = asyncio.Semaphore(2 * threads)
        self._failed: float | None = None

    @asynccontextmanager
    async def exchange(
        self, conversation: str, message_id: str | None = None
    ) -> AsyncIterator[Exchange]:
        """A conversation in its turn, to answer one message of it.

        Args:
            conversation: its name.
            message_id: by which the message is known; None if it is known by nothing.

        Raises:
            AnsweredBeforeError: a message of that id was answered.
            NotKeptError: the conversation can be neither read nor written; so with all that follows.
        """
        store = self._store
        if not isinstance(store, SqlConversations):
            yield Exchange(await self.load(conversation), self.keep)
            return
        async with self._exchanges:
            turn = await self._run(lambda: store.turn(conversation, message_id), self._waiting)
            try:
                if turn.answered:
                    raise AnsweredBeforeError
                yield Exchange(
                    turn.tracker, lambda tracker: self._run(_later(lambda: turn.keep(tracker)))
                )
            finally:
                await self._workers.run(_later(turn.end))

    async def load(self, conversation: str) -> DialogueStateTracker | None:
        """The last messages of a conversation; None if there is none."""
        return await self._run(lambda: self._store.retrieve(conversation))

    async def load_whole(self, conversation: str) -> DialogueStateTracker | None:
        """All messages of a conversation; None if there is none."""
        return await self._run(lambda: self._store.retrieve_full_tracker(conversation))

    async def keep(self, tracker: DialogueStateTracker) -> None:
        """Stores what is new in a conversation."""
        await self._run(lambda: self._store.save(tracker))

    async def forget(self, conversation: str) -> None:
        """Deletes a conversation.

        Raises:
            Problem: this kind of store cannot delete a single conversation.
        """
        store = self._store
        if isinstance(store, SqlConversations):
            await self._run(_later(lambda: store.forget(conversation)))
        elif isinstance(store, InMemoryTrackerStore):
            store.store.pop(conversation, None)
        else:
            raise Problem(
                HTTPStatus.NOT_IMPLEMENTED,
                "Conversations are kept in a store that cannot delete a single one. The session is ended, and the "
                "conversation is deleted when its time is up.",
            )

    async def works(self) -> bool:
        """Whether conversations can be kept; after a failure that is tried out, and so it is where others share them."""
        shared = isinstance(self._store, SqlConversations) and self._store.is_shared
        return (self._failed is None and not shared) or await self.check()

    async def check(self) -> bool:
        """Whether conversations can be kept, tried out now; of stores other than our own it is hoped."""
        store = self._store
        if isinstance(store, SqlConversations):
            try:
                await self._workers.run(_later(store.check))
            except Exception as error:
                logger.error("conversations cannot be kept: %s", type(error).__name__)
                self._failed = time.monotonic()
                return False
        self._failed = None
        return True

    async def forget_old(self, retention_hours: int) -> None:
        """Deletes, again and again, the conversations without a message for the given time.

        Args:
            retention_hours: how long a silent conversation is kept; stores of other kinds expire theirs themselves.
        """
        store = self._store
        if not isinstance(store, SqlConversations):
            return
        wall, monotonic = time.time(), time.monotonic()
        while True:
            passed = time.monotonic() - monotonic
            if abs(time.time() - wall - passed) > _DRIFT_SECONDS:
                # The clock was set: by the new time everything may seem old. What was kept so far stays on the old one.
                logger.warning(
                    "the clock of this machine was set; conversations are kept by the old time"
                )
            moment = wall + passed - retention_hours * 3600
            try:
                deleted = await self._run(_later(partial(store.delete_silent_since, moment)))
                if deleted:
                    logger.info("deleted %d events of old conversations", deleted)
            except NotKeptError:
                logger.error("old conversations could not be deleted")
            await asyncio.sleep(_CHECK_EVERY_SECONDS)

    def close(self) -> None:
        """Closes the store after what it is doing."""
        self._waiting.close()
        self._workers.close()
        if isinstance(self._store, SqlConversations):
            self._store.close()

    async def _run(
        self, work: Callable[[], Awaitable[Result]], workers: Workers | None = None
    ) -> Result:
        try:
            result = await (workers or self._workers).run(lambda: self._unless_failing(work))
        except _FailingError as error:
            raise NotKeptError from error
        except Exception as error:
            # Not logged with its text: it can quote what was said.
            logger.error("conversations cannot be kept: %s", type(error).__name__)
            STORE_FAILURES.inc()
            self._failed = time.monotonic()
            raise NotKeptError from error
        self._failed = None
        return result

    async def _unless_failing(self, work: Callable[[], Awaitable[Result]]) -> Result:
        # Those who wait behind a failure are told at once, not one after the other.
        if self._failed is not None and time.monotonic() - self._failed < _PAUSE_SECONDS:
            raise _FailingError
        return await work()


class _FailingError(Exception):
    """It was tried a moment ago."""


def _later(work: Callable[[], Result]) -> Callable[[], Awaitable[Result]]:
    async def run() -> Result:
        return work()

    return run
