"""Where conversations are kept: in a SQLite file, the running ones at hand as well."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import OrderedDict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import sessionmaker

from bot.private_files import hold, private_file
from bot.sql_conversations import (
    FORGOTTEN,
    SqlConversations,
    Turn,
    delete_rows,
    delete_rows_silent_since,
    stored_events,
    was_answered,
)

# How long a statement waits for another process that holds the file.
_BUSY_SECONDS = 2.0
# With a write-ahead log a commit need not wait for the disk; at worst a power cut loses the last messages of a
# conversation. What is deleted is overwritten, and its pages are given back.
_PRAGMAS = (
    "auto_vacuum=incremental",
    "journal_mode=wal",
    "synchronous=normal",
    "secure_delete=on",
)


@dataclass(frozen=True)
class _Running:
    """A conversation as last saved.

    Attributes:
        tracker: the conversation's last messages.
        expires: when it is no longer kept at hand, on the monotonic clock.
    """

    tracker: DialogueStateTracker
    expires: float

    @property
    def is_current(self) -> bool:
        """Whether it may be used: not expired, and no message was left half handled."""
        stored = stored_events(self.tracker)
        return self.expires > time.monotonic() and len(self.tracker.events) == stored


class ConversationStore(SqlConversations):
    """Rasa's SQL tracker store over a SQLite file, which need not read a running conversation back for each message.

    Reading and counting events takes a quarter of the time of a message. For one server process only, which holds the
    file for itself; several share a database, see bot.shared.

    Every method works in any thread and may block; what cannot be read or written raises SQLAlchemyError.

    Options:
        db: path of the file.
        messages_at_hand: how many of a conversation's last messages are handed out (default 3; rules and
            stories must not look back further).
        most_running: how many conversations are kept at hand, some 0.1 MB each (default 100).
        running_seconds: for how long after their last message (default 600; less than a session).
    """

    def __init__(
        self,
        domain: Domain | None = None,
        db: str = "var/conversations.db",
        dialect: str = "sqlite",
        event_broker: EventBroker | None = None,
        messages_at_hand: int = 3,
        most_running: int = 100,
        running_seconds: float = 600.0,
        **options: Any,
    ) -> None:
        """Takes the file for itself; a file that cannot be opened yet is opened with the first message.

        Raises:
            ValueError: another kind of database is named.
            InUseError: another server uses the file.
        """
        if dialect != "sqlite":
            raise ValueError(
                f"endpoints.yml: tracker_store: ConversationStore keeps conversations in SQLite, not in {dialect}. "
                "To keep them in PostgreSQL, set DATABASE_URL and REDIS_URL in the environment."
            )
        # Rasa's own preparations would wait for ever for a file that is locked, and go on without tables.
        TrackerStore.__init__(self, domain, event_broker, **options)
        self._messages_at_hand = messages_at_hand
        self._most_running = most_running
        self._running_seconds = running_seconds
        self._running: OrderedDict[str, _Running] = OrderedDict()
        self._at_hand = threading.Lock()
        self._file = Path(db)
        self._held = hold(self._file)
        self.engine: sqlalchemy.engine.Engine = _engine(self._file)
        self.sessionmaker = sessionmaker(bind=self.engine)
        try:
            self.open()
        except sqlalchemy.exc.SQLAlchemyError:
            # Whoever serves asks `check` and tells; see bot.storage.
            self.engine.dispose()

    def open(self) -> None:
        """Makes file and tables where there are none."""
        private_file(self._file)
        self.Base.metadata.create_all(self.engine)
        with closing(self.engine.raw_connection()) as connection:
            if connection.cursor().execute("pragma auto_vacuum").fetchone() == (0,):
                # Made before pages were given back: written anew, once.
                connection.cursor().executescript("vacuum; pragma wal_checkpoint(truncate);")

    def check(self) -> None:
        """Writes, to see whether that is possible; the file is opened anew for it.

        Raises:
            SQLAlchemyError, OSError: it is not.
        """
        self.engine.dispose()
        self.open()
        with self.engine.begin() as connection:
            connection.exec_driver_sql("create table if not exists checked (at real)")
            connection.exec_driver_sql("delete from checked")
            connection.exec_driver_sql("insert into checked values (julianday('now'))")

    def close(self) -> None:
        """Closes the file and lets others have it; what was deleted is nowhere on disk afterwards."""
        self.engine.dispose()
        self._held.close()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The last messages of a conversation since its last session start."""
        with self._at_hand:
            running = self._running.get(sender_id)
            if running is not None and running.is_current:
                return running.tracker
            self._running.pop(sender_id, None)
        tracker: DialogueStateTracker | None = await super().retrieve(sender_id)
        if tracker is not None:
            self._mark_stored(tracker)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Stores the events that are new since the last time; nothing is left of who asked to be forgotten."""
        await self.stream_events(tracker)
        self.keep(tracker, None)

    async def turn(self, sender_id: str, message_id: str | None) -> Turn:
        """A conversation, at once: whoever asks takes care that one message of it is answered at a time."""
        with self.session_scope() as session:
            if was_answered(session, sender_id, message_id):
                return _FileTurn(self, None, message_id, answered=True)
        return _FileTurn(self, await self.retrieve(sender_id), message_id)

    def keep(self, tracker: DialogueStateTracker, message_id: str | None) -> None:
        """Stores what is new in a conversation, and that a message of it was answered."""
        with self.session_scope() as session:
            self._write(session, tracker, message_id)
            session.commit()
        if tracker.get_slot(FORGOTTEN):
            self._let_go(tracker.sender_id)
            self.wipe()
            return
        self._mark_stored(tracker)
        with self._at_hand:
            self._running[tracker.sender_id] = _Running(
                tracker, time.monotonic() + self._running_seconds
            )
            self._running.move_to_end(tracker.sender_id)
            if len(self._running) > self._most_running:
                self._running.popitem(last=False)

    def forget(self, sender_id: str) -> None:
        """Deletes a conversation, in the database and at hand; its text is nowhere on disk afterwards."""
        self._let_go(sender_id)
        with self.session_scope() as session:
            delete_rows(session, sender_id)
            session.commit()
        self.wipe()

    def delete_silent_since(self, moment: float) -> int:
        """Deletes the conversations whose last event is older than a moment, and what is on disk of them."""
        with self.session_scope() as session:
            deleted = delete_rows_silent_since(session, moment)
            session.commit()
        if deleted:
            self.wipe()
        return deleted

    def _let_go(self, sender_id: str) -> None:
        with self._at_hand:
            self._running.pop(sender_id, None)

    def wipe(self) -> None:
        """Gives the pages of what was deleted back, and empties the write-ahead log, which still holds the text."""
        with closing(self.engine.raw_connection()) as connection:
            # As a script: a single statement would give back one page only.
            connection.cursor().executescript(
                "pragma incremental_vacuum; pragma wal_checkpoint(truncate);"
            )


class _FileTurn(Turn):
    """A conversation of a store in a file."""

    def __init__(
        self,
        store: ConversationStore,
        tracker: DialogueStateTracker | None,
        message_id: str | None,
        answered: bool = False,
    ) -> None:
        self._store = store
        self._message_id = message_id
        self.tracker = tracker
        self.answered = answered

    def keep(self, tracker: DialogueStateTracker) -> None:
        """Stores what is new."""
        self._store.keep(tracker, self._message_id)

    def end(self) -> None:
        """Nothing was held."""


def _engine(file: Path) -> sqlalchemy.engine.Engine:
    engine: sqlalchemy.engine.Engine = sqlalchemy.create_engine(
        f"sqlite:///{file}",
        # SQLAlchemy would open the file anew for every message.
        poolclass=sqlalchemy.pool.QueuePool,
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
        # An error must not quote what was said.
        hide_parameters=True,
    )

    @sqlalchemy.event.listens_for(engine, "connect")
    def tune(connection: sqlite3.Connection, _: Any) -> None:
        for pragma in _PRAGMAS:
            connection.execute(f"pragma {pragma}")

    return engine
