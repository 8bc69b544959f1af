"""What came in and is not answered yet, in a file that outlives the process."""

from __future__ import annotations

import json
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.channels.messaging.layout import Part
from bot.channels.messaging.updates import Update
from bot.private_files import hold, private_file
from bot.storage import NotKeptError
from bot.workers import Workers

logger = logging.getLogger(__name__)

INBOX_FILE = "messaging.db"
Result = TypeVar("Result")
# Meta sends again for seven days what it believes lost.
_REMEMBERED_SECONDS = 9 * 24 * 3600
_BUSY_SECONDS = 2.0
_TABLES = """
create table if not exists received (
    key text primary key, conversation text not null, at real not null,
    channel text not null, record text, parts text, sent integer not null default 0, under_way integer not null default 0
);
create index if not exists received_at on received (at);
create index if not exists received_open on received (conversation) where record is not null;
create table if not exists met (conversation text primary key, at real not null, numbered text);
"""


@dataclass(frozen=True)
class Pending:
    """An update that is not done with.

    Attributes:
        key: what it is remembered by.
        channel: name of the platform.
        conversation: name of the conversation.
        update: what came in.
        parts: the reply, as far as it is not sent; None where there is none yet.
        in_doubt: whether the first of the parts may have been sent already.
    """

    key: str
    channel: str
    conversation: str
    update: Update
    parts: tuple[Part, ...] | None = None
    in_doubt: bool = False


class Inbox:
    """A SQLite file of this server's own, written in a thread of its own.

    An update is there from the moment it is acknowledged until its reply is sent; afterwards only a hash of its id is.
    """

    def __init__(self, folder: Path) -> None:
        """Takes the file for this server, and makes it where there is none.

        Args:
            folder: where it is kept.

        Raises:
            InUseError: another server uses it.
            OSError: it can be neither made nor read; the message says why and what to do.
        """
        file = folder / INBOX_FILE
        self._held = hold(file)
        private_file(file)
        self._workers = Workers("inbox", 1)
        # Updates that are not done with.
        self._open = 0
        self._database = sqlite3.connect(
            file, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            # What is acknowledged must be there after a power cut too.
            for pragma in ("journal_mode=wal", "synchronous=full", "secure_delete=on"):
                self._database.execute(f"pragma {pragma}")
            self._database.executescript(_TABLES)
        except sqlite3.Error as error:
            self.close()
            raise OSError(
                f"{file} cannot be used: {error}. Make room, or let this user write it; a damaged one can be moved "
                "away, with the messages in it that are not answered yet."
            ) from error

    async def take(self, pending: Sequence[Pending]) -> list[Pending]:
        """Keeps what is new among updates, in one step; whoever comes second with the same key gets nothing.

        Raises:
            NotKeptError: the file cannot be written just now; nothing was kept. So with all that follows.
        """
        new = await self._run(
            lambda: [one for one in pending if self._insert(one)], whole=len(pending) > 1
        )
        self._open += len(new)
        return new

    async def answered(
        self, pending: Pending, parts: Sequence[Part], numbered: Sequence[str], begins: bool
    ) -> None:
        """Keeps a reply until it is sent, and what the next message may choose by number.

        From here on the first part counts as about to leave: whether it arrived is in doubt until more is known.

        Args:
            pending: what it answers.
            parts: what is to be sent.
            numbered: questions, in the order of their numbers.
            begins: whether the conversation is one to go on with; notices begin none.
        """
        record = json.dumps([part.as_dict() for part in parts])
        choices = json.dumps(list(numbered)) if numbered else None
        met = (pending.conversation, time.time(), choices)

        def write() -> None:
            self._execute(
                "update received set parts = ?, sent = 0, under_way = 1 where key = ?",
                record,
                pending.key,
            )
            if begins:
                self._execute("insert or replace into met values (?, ?, ?)", *met)

        await self._run(write, whole=begins)

    async def in_doubt(self, key: str, doubtful: bool) -> None:
        """Notes whether the platform may have taken the next part already."""
        change = "update received set under_way = ? where key = ?"
        await self._run(lambda: self._execute(change, int(doubtful), key))

    async def sent(self, key: str, parts: int) -> None:
        """Notes how many parts have left; the next one is about to."""
        change = "update received set under_way = 1, sent = ? where key = ?"
        await self._run(lambda: self._execute(change, parts, key))

    async def done(self, key: str) -> None:
        """Lets go of everything but the key: of the text, and of where the reply went."""
        change = (
            "update received set record = null, parts = null, conversation = '' "
            "where key = ? and record is not null"
        )
        self._open -= await self._run(lambda: self._execute(change, key))
        if self._open <= 0:
            await self._truncate()

    async def waiting(self) -> list[Pending]:
        """What an earlier process left undone, in the order in which it came."""
        query = (
            "select key, channel, conversation, record, parts, sent, under_way from received "
            "where record is not null order by rowid"
        )
        rows = await self._run(lambda: self._database.execute(query).fetchall())
        self._open = len(rows)
        return [_pending(row) for row in rows]

    async def met(self, conversation: str) -> tuple[bool, tuple[str, ...]]:
        """Whether a conversation was answered before, and what it may choose from by number, this once."""

        def read() -> tuple[bool, tuple[str, ...]]:
            query = "select numbered from met where conversation = ?"
            row = self._database.execute(query, (conversation,)).fetchone()
            if row is None:
                return False, ()
            if row[0]:
                self._execute("update met set numbered = null where conversation = ?", conversation)
            return True, tuple(json.loads(row[0])) if row[0] else ()

        return await self._run(read)

    async def forget(self, conversation: str) -> None:
        """Lets go of a conversation; nothing of what was said is on disk afterwards but what waits for a reply."""
        await self._run(
            lambda: self._execute("delete from met where conversation = ?", conversation)
        )
        await self._truncate()

    async def forget_old(self, silent_seconds: float) -> None:
        """Lets go of keys that no platform sends again, and of conversations silent for so long."""
        now = time.time()
        old_keys, old_ones = "delete from received where at < ?", "delete from met where at < ?"
        await self._run(lambda: self._execute(old_keys, now - _REMEMBERED_SECONDS))
        await self._run(lambda: self._execute(old_ones, now - silent_seconds))
        await self._truncate()

    def close(self) -> None:
        """Closes the file, and lets others have it."""
        self._workers.close()
        self._database.close()
        self._held.close()

    async def _truncate(self) -> None:
        # What was deleted would stay readable in the write-ahead log. Its answer is read, since a statement that is not
        # at its end would keep the next change from being committed.
        checkpoint = "pragma wal_checkpoint(truncate)"
        await self._run(lambda: self._database.execute(checkpoint).fetchall())

    def _insert(self, one: Pending) -> bool:
        done = self._database.execute(
            "insert into received (key, conversation, at, channel, record) values (?, ?, ?, ?, ?) "
            "on conflict do nothing",
            (one.key, one.conversation, time.time(), one.channel, json.dumps(one.update.as_dict())),
        )
        return done.rowcount == 1

    def _execute(self, statement: str, *values: Any) -> int:
        """Makes a change; returns how many rows it is in."""
        return self._database.execute(statement, values).rowcount

    async def _run(self, work: Callable[[], Result], whole: bool = False) -> Result:
        """Does what uses the file, in its thread.

        Args:
            work: one statement, or several.
            whole: whether several are one change, all of it or nothing. It takes longer: beside threads that compute,
                each call of SQLite's waits for its turn.
        """

        async def run() -> Result:
            with self._whole() if whole else nullcontext():
                return work()

        try:
            return await self._workers.run(run)
        except sqlite3.Error as error:
            logger.error("%s cannot be used: %s", INBOX_FILE, error)
            raise NotKeptError from error

    @contextmanager
    def _whole(self) -> Iterator[None]:
        self._database.execute("begin immediate")
        try:
            yield
            self._database.execute("commit")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("rollback")
            raise


def _pending(row: Sequence[Any]) -> Pending:
    key, channel, conversation, record, parts, sent, under_way = row
    left = [Part.from_dict(part) for part in json.loads(parts)][sent:] if parts else None
    return Pending(
        key,
        channel,
        conversation,
        Update.from_dict(json.loads(record)),
        tuple(left) if left is not None else None,
        bool(under_way),
    )
