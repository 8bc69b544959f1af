"""A few tables of our own: in a SQLite file of this process, or in the database that all processes share."""

from __future__ import annotations

import logging
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bot.private_files import hold, private_file
from bot.storage import NotKeptError
from bot.workers import Workers

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
# A statement with its values by name, written as ":name" in it. Every kind of database understands what we say in it.
Statement = tuple[str, dict[str, Any]]
_BUSY_SECONDS = 2.0


class Database(ABC):
    """Changes and reads, each off the event loop.

    Attributes:
        is_exclusive: whether nobody but this process changes anything.
    """

    is_exclusive: bool

    @abstractmethod
    async def change(self, *statements: Statement) -> list[int]:
        """Makes changes, all of them or none; returns how many rows each is in.

        Raises:
            NotKeptError: that is not possible just now; so with all that follows.
        """

    @abstractmethod
    async def read(self, text: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows that a query finds."""

    @abstractmethod
    async def wipe(self) -> None:
        """Leaves nothing readable of what was deleted."""

    @abstractmethod
    def close(self) -> None:
        """Closes it after what is under way."""


class SqliteFile(Database):
    """A file of this process, used in a thread of its own."""

    is_exclusive = True

    def __init__(self, file: Path, tables: str, durable: bool = False) -> None:
        """Takes the file for this process, and makes it where there is none.

        Args:
            file: where it is.
            tables: statements that make the tables where there are none.
            durable: whether what was changed must be there after a power cut too.

        Raises:
            InUseError: another server uses it.
            OSError: it can be neither made nor read; the message says why and what to do.
        """
        self._name = file.name
        self._held = hold(file)
        private_file(file)
        self._workers = Workers(self._name, 1)
        self._connection = sqlite3.connect(
            file, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        synchronous = "full" if durable else "normal"
        try:
            for pragma in ("journal_mode=wal", f"synchronous={synchronous}", "secure_delete=on"):
                self._connection.execute(f"pragma {pragma}")
            self._connection.executescript(tables)
        except sqlite3.Error as error:
            self.close()
            raise OSError(
                f"{file} cannot be used: {error}. Make room, or let this user write it; a damaged one can be moved "
                "away, with what it keeps."
            ) from error

    async def change(self, *statements: Statement) -> list[int]:
        """Makes changes, all of them or none."""

        def change() -> list[int]:
            # One needs no transaction around it: beside threads that compute, each call of SQLite's waits for its turn.
            if len(statements) == 1:
                return [self._connection.execute(*statements[0]).rowcount]
            with self._whole():
                return [self._connection.execute(*one).rowcount for one in statements]

        return await self._run(change)

    async def read(self, text: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows that a query finds."""
        return await self._run(lambda: self._connection.execute(text, values).fetchall())

    async def wipe(self) -> None:
        """Empties the write-ahead log, which still holds what was deleted."""
        # Its answer is read: a statement that is not at its end would keep the next change from being committed.
        await self.read("pragma wal_checkpoint(truncate)")

    def close(self) -> None:
        """Closes the file, and lets others have it."""
        self._workers.close()
        self._connection.close()
        self._held.close()

    async def _run(self, work: Callable[[], Result]) -> Result:
        async def run() -> Result:
            return work()

        try:
            return await self._workers.run(run)
        except sqlite3.Error as error:
            logger.error("%s cannot be used: %s", self._name, error)
            raise NotKeptError from error

    @contextmanager
    def _whole(self) -> Iterator[None]:
        self._connection.execute("begin immediate")
        try:
            yield
            self._connection.execute("commit")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("rollback")
            raise
