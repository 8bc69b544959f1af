"""Keeps conversations no longer than needed."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path
from typing import Any

import sqlalchemy
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore, TrackerStore
from rasa.utils.endpoints import EndpointConfig

logger = logging.getLogger(__name__)

_CHECK_EVERY_SECONDS = 600


def prepare_store(endpoint: EndpointConfig | None) -> None:
    """Makes the folder of a SQLite file, and has SQLite write in a way that does not block reading.

    Args:
        endpoint: the tracker store in endpoints.yml.
    """
    options: dict[str, Any] = endpoint.kwargs if endpoint else {}
    if options.get("dialect") != "sqlite" or not options.get("db"):
        return
    Path(options["db"]).parent.mkdir(parents=True, exist_ok=True)

    @sqlalchemy.event.listens_for(sqlalchemy.engine.Engine, "connect")
    def _tune(connection: Any, _: Any) -> None:
        # With a write-ahead log a commit need not wait for the disk; at worst a power cut loses the
        # last messages of a conversation.
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")


async def forget_old_conversations(store: TrackerStore, retention_hours: int) -> None:
    """Deletes, again and again, the conversations without a message for the given time.

    Args:
        store: where conversations are kept; stores other than SQL expire theirs themselves.
        retention_hours: how long a silent conversation is kept.
    """
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store
    if not isinstance(store, SQLTrackerStore):
        return
    while True:
        try:
            deleted = delete_silent_since(store, time.time() - retention_hours * 3600)
            if deleted:
                logger.info("deleted %d events of old conversations", deleted)
        except sqlalchemy.exc.SQLAlchemyError as error:
            logger.error("old conversations could not be deleted: %s", type(error).__name__)
        await asyncio.sleep(_CHECK_EVERY_SECONDS)


def delete_silent_since(store: SQLTrackerStore, moment: float) -> int:
    """Deletes the conversations whose last event is older than a moment.

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
