"""What the channel `web` keeps besides conversations: ended sessions, thumbs up and down. Never a text."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.private_files import hold, private_file
from bot.storage import NotKeptError
from bot.workers import Workers

logger = logging.getLogger(__name__)

STORE_FILE = "web.db"
_TABLES = """
create table if not exists ended (session text primary key, until real not null);
create table if not exists feedback (
    id text primary key, day text not null, verdict text not null, status text not null, facts text not null
);
"""


class WebStore:
    """A small SQLite file of its own, so that it works with every kind of tracker store.

    What every request asks for is answered from memory; the file is written in a thread of its own.
    """

    def __init__(self, folder: Path) -> None:
        """Takes the file for this server, and makes it where there is none.

        Args:
            folder: where it is kept.

        Raises:
            InUseError: another server uses it.
            OSError, sqlite3.Error: it can be neither made nor read.
        """
        file = folder / STORE_FILE
        self._held = hold(file)
        private_file(file)
        self._workers = Workers("web store", 1)
        self._database = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._database.execute("pragma journal_mode=wal")
        self._database.execute("pragma synchronous=normal")
        self._database.executescript(_TABLES)
        # By hash, until when each is remembered.
        self._ended: dict[str, float] = dict(self._database.execute("select * from ended"))
        self._unwritten: set[str] = set()

    def end(self, session: str, seconds: int) -> None:
        """Remembers at once that a session was ended, for as long as its token would be good."""
        self._ended[_hashed(session)] = time.time() + seconds
        self._unwritten.add(_hashed(session))

    def resume(self, session: str) -> None:
        """Takes the end of a session back."""
        self._ended.pop(_hashed(session), None)
        self._unwritten.discard(_hashed(session))

    def is_ended(self, session: str) -> bool:
        """Whether a session was ended."""
        return _hashed(session) in self._ended

    async def keep_ended(self) -> None:
        """Writes down which sessions were ended, so that it holds after a restart.

        Raises:
            NotKeptError: the file cannot be written just now.
        """
        now, rows = time.time(), [(one, self._ended[one]) for one in self._unwritten]

        def write() -> None:
            self._database.execute("begin immediate")
            try:
                self._database.executemany("insert or replace into ended values (?, ?)", rows)
                self._database.execute("delete from ended where until < ?", (now,))
                self._database.execute("commit")
            except sqlite3.Error:
                if self._database.in_transaction:
                    self._database.execute("rollback")
                raise

        await self._run(write)
        self._unwritten.difference_update(one for one, _ in rows)
        for worthless in [one for one, until in self._ended.items() if until < now]:
            self._ended.pop(worthless, None)

    async def keep_feedback(
        self, session: str, message: str, verdict: str, status: str, facts: Sequence[str]
    ) -> None:
        """Keeps a thumb, in the place of an earlier one for the same message.

        Args:
            session: whose it is; only a hash over it and the message is kept.
            message: id of the reply.
            verdict: "up" or "down".
            status: how the question fared.
            facts: keys of the facts the reply rests on.

        Raises:
            NotKeptError: the file cannot be written just now.
        """
        row = (_hashed(f"{session} {message}"), verdict, status, json.dumps(list(facts)))
        statement = "insert or replace into feedback values (?, date('now'), ?, ?, ?)"
        await self._run(lambda: self._database.execute(statement, row))

    def close(self) -> None:
        """Closes the file, and lets others have it."""
        self._workers.close()
        self._database.close()
        self._held.close()

    async def _run(self, write: Callable[[], Any]) -> None:
        async def work() -> None:
            write()

        try:
            await self._workers.run(work)
        except sqlite3.Error as error:
            logger.error("%s cannot be written: %s", STORE_FILE, type(error).__name__)
            raise NotKeptError from error


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
