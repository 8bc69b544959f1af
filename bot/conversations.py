"""Where conversations are kept: in an SQL database, the running ones at hand as well."""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sqlalchemy
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, Event
from rasa.shared.core.trackers import DialogueStateTracker

# The slot that says that a person asked to be forgotten.
FORGOTTEN = "forgotten"
# Kept with the tracker itself, so that it holds even if the conversation is let go of while it is answered.
_STORED = "stored_events"


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
    """Rasa's SQL tracker store, which need not read a running conversation back for each message.

    Reading and counting events takes a quarter of the time of a message. Only a conversation's last messages are
    handed out, since Rasa goes through all events it is given several times for each message; what was said
    before is remembered in slots. For one server process only: where several share a database, `type: SQL`
    is right.

    Options besides those of Rasa's SQL tracker store:
        messages_at_hand: how many of a conversation's last messages are handed out (default 3; rules and
            stories must not look back further).
        most_running: how many conversations are kept at hand, some 0.1 MB each (default 100).
        running_seconds: for how long after their last message (default 600; less than a session).
    """

    def __init__(
        self,
        *,
        messages_at_hand: int = 3,
        most_running: int = 100,
        running_seconds: float = 600.0,
        **options: Any,
    ) -> None:
        """Connects to the database."""
        self._messages_at_hand = messages_at_hand
        self._most_running = most_running
        self._running_seconds = running_seconds
        self._running: OrderedDict[str, _Running] = OrderedDict()
        super().__init__(**options)
        self.engine: sqlalchemy.engine.Engine
        if self.engine.dialect.name == "sqlite":
            # SQLAlchemy would open the file anew for every message.
            engine: sqlalchemy.engine.Engine = sqlalchemy.create_engine(
                self.engine.url, poolclass=sqlalchemy.pool.QueuePool
            )
            self.engine = engine
            self.sessionmaker = sqlalchemy.orm.sessionmaker(bind=self.engine)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The last messages of a conversation since its last session start."""
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
        self._running[tracker.sender_id] = _Running(
            tracker, time.monotonic() + self._running_seconds
        )
        self._running.move_to_end(tracker.sender_id)
        if len(self._running) > self._most_running:
            self._running.popitem(last=False)

    def forget(self, sender_id: str) -> None:
        """Deletes a conversation, in the database and at hand.

        Args:
            sender_id: name of the conversation.
        """
        self._running.pop(sender_id, None)
        delete_conversation(self, sender_id)

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


def delete_conversation(store: SQLTrackerStore, sender_id: str) -> None:
    """Deletes every event of a conversation from an SQL tracker store.

    Args:
        store: where it is kept.
        sender_id: name of the conversation.
    """
    with store.session_scope() as session:
        session.query(store.SQLEvent).filter(store.SQLEvent.sender_id == sender_id).delete(
            synchronize_session=False
        )
        session.commit()


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
