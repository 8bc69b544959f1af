"""Deletes conversations from any of Rasa's SQL tracker stores, which has no way of its own to do it."""

from __future__ import annotations

import sqlalchemy
from rasa.core.tracker_store import SQLTrackerStore


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


def delete_silent_since(store: SQLTrackerStore, moment: float) -> int:
    """Deletes the conversations of an SQL tracker store whose last event is older than a moment.

    Args:
        store: where they are kept.
        moment: in seconds since 1970.

    Returns:
        How many events were deleted.
    """
    event = store.SQLEvent
    with store.session_scope() as session:
        silent = (
            sqlalchemy.select(event.sender_id)
            .group_by(event.sender_id)
            .having(sqlalchemy.func.max(event.timestamp) < moment)
        )
        deleted = (
            session.query(event)
            .filter(event.sender_id.in_(silent))
            .delete(synchronize_session=False)
        )
        session.commit()
        return int(deleted)
