"""Conversations in the shared database: whichever process answers, one message of each at a time, and nothing at hand."""

from __future__ import annotations

from typing import Any

import sqlalchemy
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import Session, sessionmaker

from bot.sql_conversations import (
    SqlConversations,
    Turn,
    delete_rows,
    delete_rows_silent_since,
    was_answered,
)

# Told apart from other locks of the same database.
_CONVERSATIONS = 1


class SharedConversations(SqlConversations):
    """Rasa's SQL tracker store over a PostgreSQL database that many processes share.

    A message is answered within one transaction, which begins by locking its conversation: another process waits, and
    one that is killed or cut off lets go, with nothing half kept. Every method may block, and raises SQLAlchemyError
    for what cannot be read or written.
    """

    is_shared = True

    def __init__(
        self,
        engine: sqlalchemy.engine.Engine,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        messages_at_hand: int = 3,
    ) -> None:
        """Over tables that exist.

        Args:
            engine: connections to the database.
            domain: of the model.
            event_broker: told of every event; None for nobody.
            messages_at_hand: how many of a conversation's last messages are handed out.
        """
        # Rasa's own preparations would make a database, and tables without versions.
        TrackerStore.__init__(self, domain, event_broker)
        self._messages_at_hand = messages_at_hand
        self.engine = engine
        self.sessionmaker = sessionmaker(bind=engine)

    async def turn(self, sender_id: str, message_id: str | None) -> Turn:
        """Waits for a conversation and hands it out."""
        session = self.sessionmaker()
        try:
            _lock(session, sender_id)
            if was_answered(session, sender_id, message_id):
                session.close()
                return _SharedTurn(self, None, None, message_id)
            return _SharedTurn(self, session, self._read(session, sender_id), message_id)
        except BaseException:
            session.close()
            raise

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Stores the events that are new since the last time."""
        await self.stream_events(tracker)
        with self.sessionmaker.begin() as session:
            _lock(session, tracker.sender_id)
            self.write(session, tracker, None)

    def write(
        self, session: Session, tracker: DialogueStateTracker, message_id: str | None
    ) -> None:
        """Adds what is new in a conversation, within a transaction that has locked it."""
        self._write(session, tracker, message_id)
        self._mark_stored(tracker)

    def check(self) -> None:
        """Asks whether the database may be written: a standby may not."""
        with self.engine.connect() as connection:
            read_only = connection.execute(sqlalchemy.text("show transaction_read_only")).scalar()
        if read_only == "on":
            raise OSError("the database is read-only")

    def forget(self, sender_id: str) -> None:
        """Deletes a conversation."""
        with self.sessionmaker.begin() as session:
            _lock(session, sender_id)
            delete_rows(session, sender_id)

    def delete_silent_since(self, moment: float) -> int:
        """Deletes the conversations whose last event is older than a moment."""
        with self.sessionmaker.begin() as session:
            return delete_rows_silent_since(session, moment)

    def close(self) -> None:
        """Nothing of its own: whoever made the connections closes them."""


class _SharedTurn(Turn):
    """A conversation within the transaction that has locked it."""

    def __init__(
        self,
        store: SharedConversations,
        session: Session | None,
        tracker: DialogueStateTracker | None,
        message_id: str | None,
    ) -> None:
        self._store = store
        self._session = session
        self._message_id = message_id
        self.tracker = tracker
        self.answered = session is None

    def keep(self, tracker: DialogueStateTracker) -> None:
        """Stores what is new."""
        assert self._session is not None, "an answered message is not answered again"
        self._store.write(self._session, tracker, self._message_id)
        self._session.commit()

    def end(self) -> None:
        """Gives the connection back; one that is broken is let go of."""
        if self._session is not None:
            try:
                self._session.close()
            except sqlalchemy.exc.SQLAlchemyError:
                self._session.invalidate()


def _lock(session: Session, sender_id: str) -> None:
    """Waits until nobody else has a conversation, and has it until the transaction ends."""
    number: Any = sqlalchemy.func.hashtext(sender_id)
    session.execute(
        sqlalchemy.select(sqlalchemy.func.pg_advisory_xact_lock(_CONVERSATIONS, number))
    )
