"""What came in and is not answered yet, kept so that it outlives the process."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.messaging.layout import Part
from bot.channels.messaging.updates import Update
from bot.database import Database, Statement
from bot.shared.processes import Processes

INBOX_FILE = "messaging.db"
# Meta sends again for seven days what it believes lost.
_REMEMBERED_SECONDS = 9 * 24 * 3600
TABLES = """
create table if not exists received (
    key text primary key, conversation text not null, at real not null,
    channel text not null, record text, parts text, sent integer not null default 0, under_way integer not null default 0
);
create index if not exists received_at on received (at);
create index if not exists received_open on received (conversation) where record is not null;
create table if not exists met (conversation text primary key, at real not null, numbered text);
"""
_COLUMNS = "key, channel, conversation, record, parts, sent, under_way"


class TakenOverError(Exception):
    """Another process took an update over, since this one had been silent for too long."""


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
    """An update is there from the moment it is acknowledged until its reply is sent; afterwards only a hash of its id is.

    In a shared database each update belongs to one process, until that is gone.
    """

    def __init__(self, database: Database, processes: Processes | None = None) -> None:
        """Over tables that exist.

        Args:
            database: with `TABLES` in it.
            processes: those that share it; None if this is the only one.
        """
        self._database = database
        self._processes = processes
        # Updates of this process that are not done with.
        self._open = 0

    async def take(self, pending: Sequence[Pending]) -> list[Pending]:
        """Keeps what is new among updates, in one step; whoever comes second with the same key gets nothing.

        Raises:
            NotKeptError: nothing can be written just now; nothing was kept. So with all that follows.
        """
        inserts = [self._insert(one) for one in pending]
        taken = await self._database.change(*inserts)
        new = [one for one, rows in zip(pending, taken, strict=True) if rows == 1]
        self._open += len(new)
        return new

    async def its_turn(self, pending: Pending) -> bool:
        """Whether everything that came before in a conversation is done with, in every process."""
        if self._processes is None:
            return True
        earlier = await self._database.read(
            "select 1 from received where conversation = :conversation and record is not null "
            "and rowid < (select rowid from received where key = :key) limit 1",
            conversation=pending.conversation,
            key=pending.key,
        )
        return not earlier

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

        Raises:
            TakenOverError: another process answers it. So with the next two.
        """
        record = json.dumps([part.as_dict() for part in parts])
        met = {
            "conversation": pending.conversation,
            "at": time.time(),
            "numbered": json.dumps(list(numbered)) if numbered else None,
        }
        statements = [
            self._of_mine("parts = :parts, sent = 0, under_way = 1", pending.key, parts=record)
        ]
        if begins:
            statements.append(
                (
                    "insert into met values (:conversation, :at, :numbered) on conflict (conversation) "
                    "do update set at = excluded.at, numbered = excluded.numbered",
                    met,
                )
            )
        await self._change_mine(*statements)

    async def in_doubt(self, key: str, doubtful: bool) -> None:
        """Notes whether the platform may have taken the next part already."""
        await self._change_mine(self._of_mine("under_way = :doubtful", key, doubtful=int(doubtful)))

    async def sent(self, key: str, parts: int) -> None:
        """Notes how many parts have left; the next one is about to."""
        await self._change_mine(self._of_mine("under_way = 1, sent = :sent", key, sent=parts))

    async def done(self, key: str) -> None:
        """Lets go of everything but the key: of the text, and of where the reply went."""
        change = (
            "update received set record = null, parts = null, conversation = '' "
            "where key = :key and record is not null"
        )
        self._open -= (await self._database.change((change, {"key": key})))[0]
        if self._open <= 0:
            await self._database.wipe()

    async def waiting(self) -> list[Pending]:
        """What processes that are gone left undone, in the order in which it came; it is this one's from here on."""
        query = f"select {_COLUMNS} from received where record is not null"
        if self._processes is None:
            rows = await self._database.read(f"{query} order by rowid")
        elif not await self._processes.beat():
            return []
        else:
            once = uuid.uuid4().hex
            takeover = (
                "update received set process = :process, taken_over = :once where record is not null "
                "and process not in (select name from processes)"
            )
            await self._database.change((takeover, {"process": self._processes.name, "once": once}))
            query = f"{query} and taken_over = :once order by rowid"
            rows = await self._database.read(query, once=once)
        self._open += len(rows)
        return [_pending(row) for row in rows]

    async def met(self, conversation: str) -> tuple[bool, tuple[str, ...]]:
        """Whether a conversation was answered before, and what it may choose from by number, this once."""
        query = "select numbered from met where conversation = :conversation"
        rows = await self._database.read(query, conversation=conversation)
        if not rows:
            return False, ()
        if rows[0][0] is None:
            return True, ()
        change = "update met set numbered = null where conversation = :conversation"
        await self._database.change((change, {"conversation": conversation}))
        return True, tuple(json.loads(rows[0][0]))

    async def forget(self, conversation: str) -> None:
        """Lets go of a conversation; nothing of what was said is on disk afterwards but what waits for a reply."""
        change = "delete from met where conversation = :conversation"
        await self._database.change((change, {"conversation": conversation}))
        await self._database.wipe()

    async def forget_old(self, silent_seconds: float) -> None:
        """Lets go of keys that no platform sends again, and of conversations silent for so long."""
        now = time.time()
        await self._database.change(
            (
                "delete from received where at < :moment",
                {"moment": now - _REMEMBERED_SECONDS},
            ),
            ("delete from met where at < :moment", {"moment": now - silent_seconds}),
        )
        await self._database.wipe()

    def close(self) -> None:
        """Closes the database."""
        self._database.close()

    def _insert(self, one: Pending) -> Statement:
        values = {
            "key": one.key,
            "conversation": one.conversation,
            "at": time.time(),
            "channel": one.channel,
            "record": json.dumps(one.update.as_dict()),
        }
        columns, names = ", ".join(values), ", ".join(f":{name}" for name in values)
        if self._processes is not None:
            values["process"] = self._processes.name
            columns, names = f"{columns}, process", f"{names}, :process"
        return f"insert into received ({columns}) values ({names}) on conflict do nothing", values

    def _of_mine(self, change: str, key: str, **values: Any) -> Statement:
        """A change to an update, as long as it is this process's."""
        text, values = f"update received set {change} where key = :key", {"key": key, **values}
        if self._processes is None:
            return text, values
        return f"{text} and process = :process", {**values, "process": self._processes.name}

    async def _change_mine(self, *statements: Statement) -> None:
        changed = await self._database.change(*statements)
        if not changed[0] and self._processes is not None:
            raise TakenOverError


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
