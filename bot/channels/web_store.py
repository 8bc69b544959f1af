"""What the channel `web` keeps besides conversations: ended sessions, thumbs up and down. Never a text."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.database import Database

STORE_FILE = "web.db"
TABLES = """
create table if not exists ended (session text primary key, until real not null);
create table if not exists feedback (
    id text primary key, day text not null, verdict text not null, status text not null, facts text not null
);
"""


class WebStore:
    """Tables of the channel's own, so that it works with every kind of tracker store.

    Attributes:
        is_exclusive: whether no other process serves the same sessions.
    """

    def __init__(self, database: Database) -> None:
        """Over tables that exist.

        Args:
            database: with `TABLES` in it.
        """
        self._database = database
        self.is_exclusive = database.is_exclusive
        # By hash, until when each is remembered. Of a database that nobody else changes these are all.
        self._ended: dict[str, float] = {}
        self._unwritten: set[str] = set()

    async def load(self) -> None:
        """Remembers which sessions were ended, where every request would ask for it otherwise.

        Raises:
            NotKeptError: they cannot be read just now.
        """
        if self.is_exclusive:
            rows = await self._database.read("select session, until from ended")
            self._ended.update(dict(rows))

    def end(self, session: str, seconds: int) -> None:
        """Remembers at once, in this process, that a session was ended.

        Args:
            session: which one.
            seconds: for how long its token would be good.
        """
        self._ended[_hashed(session)] = time.time() + seconds
        self._unwritten.add(_hashed(session))

    def resume(self, session: str) -> None:
        """Takes the end of a session back."""
        self._ended.pop(_hashed(session), None)
        self._unwritten.discard(_hashed(session))

    async def is_ended(self, session: str) -> bool:
        """Whether a session was ended.

        Raises:
            NotKeptError: that cannot be read just now.
        """
        name = _hashed(session)
        if name in self._ended or self.is_exclusive:
            return name in self._ended
        return bool(
            await self._database.read("select 1 from ended where session = :session", session=name)
        )

    async def keep_ended(self) -> None:
        """Writes down which sessions were ended, so that it holds after a restart and in every process.

        Raises:
            NotKeptError: that is not possible just now.
        """
        now, rows = time.time(), [(one, self._ended[one]) for one in self._unwritten]
        await self._database.change(
            *(
                (
                    "insert into ended values (:session, :until) "
                    "on conflict (session) do update set until = excluded.until",
                    {"session": session, "until": until},
                )
                for session, until in rows
            ),
            ("delete from ended where until < :now", {"now": now}),
        )
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
            NotKeptError: that is not possible just now.
        """
        row = {
            "id": _hashed(f"{session} {message}"),
            "day": datetime.now(UTC).date().isoformat(),
            "verdict": verdict,
            "status": status,
            "facts": json.dumps(list(facts)),
        }
        await self._database.change(
            (
                "insert into feedback values (:id, :day, :verdict, :status, :facts) "
                "on conflict (id) do update set day = excluded.day, verdict = excluded.verdict, "
                "status = excluded.status, facts = excluded.facts",
                row,
            )
        )

    def close(self) -> None:
        """Closes the database."""
        self._database.close()


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
