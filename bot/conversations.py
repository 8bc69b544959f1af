"""Where conversations are kept: in a SQLite file, the running ones at hand as well."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import sessionmaker

from bot.deleting import delete_conversation, delete_silent_since
from bot.private_files import hold, private_file

# The slot that says that a person asked to be forgotten.
FORGOTTEN = "forgotten"
# Kept with the tracker itself, so that it holds even if the conversation is let go of while it is answered.
_STORED = "stored_events"
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
        stored = _stored_events(self.tracker)
        return self.expires > time.monotonic() and len(self.tracker.events) == stored


class ConversationStore(SQLTrackerStore):
    """Rasa's SQL tracker store over a SQLite file, which need not read a running conversation back for each message.

    Reading and counting events takes a quarter of the time of a message. Only a conversation's last messages are
    handed out, since Rasa goes through all events it is given several times for each message; what was said
    before is remembered in slots. For one server process only, which holds the file for itself; where several
    share a database, `type: SQL` is right.

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
                "Set `type: SQL` for other databases."
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
        if tracker.get_slot(FORGOTTEN):
            self.forget(tracker.sender_id)
            return
        await self.stream_events(tracker)
        with self.session_scope() as session:
            rows = [_row(tracker, event) for event in self._additional_events(session, tracker)]
            if rows:
                session.execute(sqlalchemy.insert(self.SQLEvent), rows)
            session.commit()
        self._mark_stored(tracker)
        with self._at_hand:
            self._running[tracker.sender_id] = _Running(
                tracker, time.monotonic() + self._running_seconds
            )
            self._running.move_to_end(tracker.sender_id)
            if len(self._running) > self._most_running:
                self._running.popitem(last=False)

    def forget(self, sender_id: str) -> None:
        """Deletes a conversation, in the database and at hand; its text is nowhere on disk afterwards.

        Args:
            sender_id: name of the conversation.
        """
        with self._at_hand:
            self._running.pop(sender_id, None)
        delete_conversation(self, sender_id)
        self.wipe()

    def delete_silent_since(self, moment: float) -> int:
        """Deletes the conversations whose last event is older than a moment, in seconds since 1970.

        Returns:
            How many events were deleted.
        """
        deleted = delete_silent_since(self, moment)
        if deleted:
            self.wipe()
        return deleted

    def wipe(self) -> None:
        """Gives the pages of what was deleted back, and empties the write-ahead log, which still holds the text."""
        with closing(self.engine.raw_connection()) as connection:
            # As a script: a single statement would give back one page only.
            connection.cursor().executescript(
                "pragma incremental_vacuum; pragma wal_checkpoint(truncate);"
            )

    def _event_query(
        self, session: Any, sender_id: str, fetch_events_from_all_sessions: bool
    ) -> Any:
        """A conversation's events in the order in which they were stored: clocks may be set back, ids are not."""
        event = self.SQLEvent
        query = session.query(event).filter(event.sender_id == sender_id)
        if not fetch_events_from_all_sessions:
            begun = (
                sqlalchemy.select(sqlalchemy.func.max(event.id))
                .where(event.sender_id == sender_id)
                .where(event.type_name == SessionStarted.type_name)
                .scalar_subquery()
            )
            query = query.filter(event.id >= sqlalchemy.func.coalesce(begun, 0))
        return query.order_by(event.id)

    def _additional_events(self, session: Any, tracker: DialogueStateTracker) -> Iterator[Event]:
        stored = _stored_events(tracker)
        if stored is not None:
            return islice(tracker.events, stored, None)
        events: Iterator[Event] = super()._additional_events(session, tracker)
        return events

    def _mark_stored(self, tracker: DialogueStateTracker) -> None:
        """Notes that all events are in the database, and lets go of those too old to be looked at."""
        listens = [
            index
            for index, event in enumerate(tracker.events)
            if isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME
        ]
        # Each message comes after the assistant began to listen, and ends with it listening again.
        if len(listens) > self._messages_at_hand + 1:
            for _ in range(listens[-self._messages_at_hand - 1]):
                tracker.events.popleft()
        setattr(tracker, _STORED, len(tracker.events))


def _stored_events(tracker: DialogueStateTracker) -> int | None:
    """How many of a tracker's events are in the database; None if the tracker is not from here."""
    stored: int | None = getattr(tracker, _STORED, None)
    return stored


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


def _row(tracker: DialogueStateTracker, event: Event) -> dict[str, Any]:
    """An event as Rasa's SQL tracker store keeps it."""
    record = event.as_dict()
    return {
        "sender_id": tracker.sender_id,
        "type_name": event.type_name,
        "timestamp": record.get("timestamp"),
        "intent_name": record.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": record.get("name"),
        "data": json.dumps(record),
    }
