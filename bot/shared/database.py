"""Our own tables in the shared database."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy

from bot.database import Database, Statement
from bot.storage import NotKeptError
from bot.workers import Workers

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
_THREADS = 4


class SharedDatabase(Database):
    """Tables that other processes change too."""

    is_exclusive = False

    def __init__(self, engine: sqlalchemy.engine.Engine) -> None:
        """Over tables that exist.

        Args:
            engine: connections to the database; whoever made it closes it.
        """
        self._engine = engine
        self._workers = Workers("shared database", _THREADS)

    async def change(self, *statements: Statement) -> list[int]:
        """Makes changes in one transaction."""

        def change(connection: sqlalchemy.engine.Connection) -> list[int]:
            return [
                connection.execute(sqlalchemy.text(text), values).rowcount
                for text, values in statements
            ]

        return await self._run(change)

    async def read(self, text: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows that a query finds."""
        return await self._run(
            lambda connection: [
                tuple(row) for row in connection.execute(sqlalchemy.text(text), values)
            ]
        )

    async def wipe(self) -> None:
        """Nothing: when the pages of deleted rows are written over is PostgreSQL's own affair, see docs/operations.md."""

    def close(self) -> None:
        """Nothing: others use it too, until `end`."""

    def end(self) -> None:
        """Ends after what is under way."""
        self._workers.close()

    async def _run(self, work: Callable[[sqlalchemy.engine.Connection], Result]) -> Result:
        async def run() -> Result:
            with self._engine.begin() as connection:
                return work(connection)

        try:
            return await self._workers.run(run)
        except sqlalchemy.exc.SQLAlchemyError as error:
            # Not logged with its text: it can quote what was said.
            logger.error("the shared database cannot be used: %s", type(error).__name__)
            raise NotKeptError from error
