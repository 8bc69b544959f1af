"""Conversations as rows of an SQL database, whichever it is."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator
from itertools import islice
from typing import Any

import sqlalchemy
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import Session

# The slot that says that a person asked to be forgotten.
FORGOTTEN = "forgotten"
# Kept with the tracker itself, so that it holds even if the conversation is let go of while it is answered.
_STORED = "stored_events"

# Which messages were answered, so that none is when it comes again.
ANSWERED = sqlalchemy.Table(
    "answered",
    SQLTrackerStore.Base.metadata,
    sqlalchemy.Column("sender_id", sqlalchemy.String(255), primary_key=True),
    sqlalchemy.Column("message_id", sqlalchemy.String(255), primary_key=True),
)


class Turn(ABC):
    """A conversation while one message of it is answered; nobody else has it meanwhile.

    Attributes:
        tracker: its last messages; None if it is new.
        answered: whether the message was answered before.
    """

    tracker: DialogueStateTracker | None = None
    answered = False

    @abstractmethod
    def keep(self, tracker: DialogueStateTracker) -> None:
        """Stores what is new, and that the message was answered, in one step."""

    @abstractmethod
    def end(self) -> None:
        """Lets others have the conversation; what was not kept is as if it had not been."""


class SqlConversations(SQLTrackerStore):
    """Rasa's SQL tracker store with turns, and with conversations that are handed out by their last messages.

    Rasa goes through all events it is given several times for each message; what was said before is remembered in slots.

    Attributes:
        is_shared: whether other processes keep conversations there too.
    """

    is_shared = False
    _messages_at_hand: int

    @abstractmethod
    async def turn(self, sender_id: str, message_id: str | None) -> Turn:
        """Waits for a conversation and hands it out.

        Args:
            sender_id: name of the conversation.
            message_id: by which the message is known that is to be answered; None where it has none.

        Raises:
            SQLAlchemyError: it cannot be read just now, or another message of it takes too long.
        """

    @abstractmethod
    def check(self) -> None:
        """Writes, to see whether that is possible.

        Raises:
            SQLAlchemyError, OSError: it is not.
        """

    @abstractmethod
    def forget(self, sender_id: str) -> None:
        """Deletes a conversation; its text is nowhere afterwards.

        Args:
            sender_id: name of the conversation.
        """

    @abstractmethod
    def delete_silent_since(self, moment: float) -> int:
        """Deletes the conversations whose last event is older than a moment, in seconds since 1970.

        Returns:
            How many events were deleted.
        """

    @abstractmethod
    def close(self) -> None:
        """Closes what is open."""

    def _read(self, session: Session, sender_id: str) -> DialogueStateTracker | None:
        """The last messages of a conversation since its last session start."""
        rows = self._event_query(session, sender_id, fetch_events_from_all_sessions=False)
        # Of the text alone: to make objects of the rows takes longer than to read them.
        events = [json.loads(data) for (data,) in rows.with_entities(self.SQLEvent.data)]
        if not events:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        self._mark_stored(tracker)
        return tracker

    def _write(
        self, session: Session, tracker: DialogueStateTracker, message_id: str | None
    ) -> None:
        """Adds the events that are new since the last time; nothing is left of who asked to be forgotten."""
        if tracker.get_slot(FORGOTTEN):
            delete_rows(session, tracker.sender_id)
            return
        rows = [_row(tracker, event) for event in self._additional_events(session, tracker)]
        if rows:
            session.execute(sqlalchemy.insert(self.SQLEvent), rows)
        if message_id is not None:
            session.execute(
                sqlalchemy.insert(ANSWERED),
                [{"sender_id": tracker.sender_id, "message_id": message_id}],
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
        stored = stored_events(tracker)
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


def was_answered(session: Session, sender_id: str, message_id: str | None) -> bool:
    """Whether a message of a conversation was answered."""
    if message_id is None:
        return False
    found = sqlalchemy.select(ANSWERED.c.message_id).where(
        ANSWERED.c.sender_id == sender_id, ANSWERED.c.message_id == message_id
    )
    return session.execute(found).first() is not None


def delete_rows(session: Session, sender_id: str) -> None:
    """Deletes everything of a conversation."""
    event = SQLTrackerStore.SQLEvent
    session.execute(sqlalchemy.delete(event).where(event.sender_id == sender_id))
    session.execute(sqlalchemy.delete(ANSWERED).where(ANSWERED.c.sender_id == sender_id))


def delete_rows_silent_since(session: Session, moment: float) -> int:
    """Deletes the conversations whose last event is older than a moment.

    Args:
        session: of the database.
        moment: in seconds since 1970.

    Returns:
        How many events were deleted.
    """
    event = SQLTrackerStore.SQLEvent
    silent = (
        sqlalchemy.select(event.sender_id)
        .group_by(event.sender_id)
        .having(sqlalchemy.func.max(event.timestamp) < moment)
    )
    names = [name for (name,) in session.execute(silent)]
    deleted = 0
    for begun in range(0, len(names), _AT_A_TIME):
        some = names[begun : begun + _AT_A_TIME]
        session.execute(sqlalchemy.delete(ANSWERED).where(ANSWERED.c.sender_id.in_(some)))
        gone = session.execute(sqlalchemy.delete(event).where(event.sender_id.in_(some)))
        deleted += gone.rowcount
    return deleted


# Databases take only so many values in a statement.
_AT_A_TIME = 500


def stored_events(tracker: DialogueStateTracker) -> int | None:
    """How many of a tracker's events are in the database; None if the tracker is not from here."""
    stored: int | None = getattr(tracker, _STORED, None)
    return stored


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
