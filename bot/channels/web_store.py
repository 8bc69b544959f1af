"""What the channel `web` keeps besides conversations: ended sessions, thumbs up and down. Never a text."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

STORE_FILE = "web.db"
_TABLES = """
create table if not exists ended (session text primary key, until real not null);
create table if not exists feedback (
    id text primary key, day text not null, verdict text not null, status text not null, facts text not null
);
"""


class WebStore:
    """A small SQLite file of its own, so that it works with every kind of tracker store."""

    def __init__(self, folder: Path) -> None:
        """Opens the file, and makes it where there is none.

        Args:
            folder: where it is kept.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(folder / STORE_FILE, isolation_level=None)
        self._database.execute("pragma journal_mode=wal")
        self._database.execute("pragma synchronous=normal")
        self._database.executescript(_TABLES)

    def end(self, session: str, seconds: int) -> None:
        """Remembers that a session was ended, for as long as its token would be good."""
        now = time.time()
        self._database.execute("delete from ended where until < ?", (now,))
        self._database.execute(
            "insert or replace into ended values (?, ?)", (_hashed(session), now + seconds)
        )

    def is_ended(self, session: str) -> bool:
        """Whether a session was ended."""
        found = self._database.execute("select 1 from ended where session = ?", (_hashed(session),))
        return found.fetchone() is not None

    def keep_feedback(
        self, session: str, message: str, verdict: str, status: str, facts: Sequence[str]
    ) -> None:
        """Keeps a thumb, in the place of an earlier one for the same message.

        Args:
            session: whose it is; only a hash over it and the message is kept.
            message: id of the reply.
            verdict: "up" or "down".
            status: how the question fared.
            facts: keys of the facts the reply rests on.
        """
        self._database.execute(
            "insert or replace into feedback values (?, date('now'), ?, ?, ?)",
            (_hashed(f"{session} {message}"), verdict, status, json.dumps(list(facts))),
        )

    def close(self) -> None:
        """Closes the file."""
        self._database.close()


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
