"""Conversations of the channel `web`: each message answered once, read back, forgotten on request."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from http import HTTPStatus
from typing import Any

from rasa.core.tracker_store import (
    FailSafeTrackerStore,
    InMemoryTrackerStore,
    SQLTrackerStore,
    TrackerStore,
)

from bot.asking import Asker, NotReadyError
from bot.channels.problems import Problem
from bot.channels.web_messages import Exchange, Incoming, exchanges
from bot.conversations import ConversationStore, delete_conversation

CHANNEL = "web"
_MOST_REMEMBERED = 500


class WebConversations:
    """Asks, reads back and forgets; a session reaches only the conversation named after it."""

    def __init__(self, asker: Asker, language: str) -> None:
        """Conversations of one server.

        Args:
            asker: answers.
            language: of messages that name none.
        """
        self._asker = asker
        self._language = language
        self._under_way: dict[tuple[str, str], asyncio.Task[list[dict[str, Any]]]] = {}
        # Ids already answered, by session; the replies themselves are read back when asked for again.
        self._answered: OrderedDict[str, set[str]] = OrderedDict()

    async def ask(
        self, session: str, message: Incoming, store: TrackerStore
    ) -> list[dict[str, Any]]:
        """The replies to a message; the same ones when it comes again, even while it is being answered.

        Args:
            session: whose conversation it is.
            message: what was asked.
            store: where conversations are kept.

        Raises:
            NotReadyError: no model is loaded.
        """
        key = (session, message.client_message_id)
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.create_task(self._ask(session, message, store))
            self._under_way[key] = task
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        # A connection that is cut ends the request, not the answering: it is fetched when asked again.
        return await asyncio.shield(task)

    async def history(self, session: str, store: TrackerStore) -> list[Exchange]:
        """What was said so far."""
        tracker = await store.retrieve_full_tracker(_name(session))
        return exchanges(tracker.events, self._language) if tracker else []

    async def forget(self, session: str, store: TrackerStore) -> None:
        """Deletes the conversation.

        Raises:
            Problem: this kind of store cannot delete a single conversation.
        """
        under_way = [task for key, task in self._under_way.items() if key[0] == session]
        await asyncio.gather(*under_way, return_exceptions=True)
        self._answered.pop(session, None)
        _delete(store, _name(session))

    async def _ask(
        self, session: str, message: Incoming, store: TrackerStore
    ) -> list[dict[str, Any]]:
        if not self._asker.ready:
            raise NotReadyError
        identifier = message.client_message_id
        answered = await self._answered_in(session, store)
        if identifier in answered:
            for exchange in await self.history(session, store):
                if exchange.asked.client_message_id == identifier and exchange.replies:
                    return list(exchange.replies)
        replies = await self._asker.ask(message.text, _name(session), CHANNEL, message.metadata)
        answered.add(identifier)
        return replies

    async def _answered_in(self, session: str, store: TrackerStore) -> set[str]:
        if session not in self._answered:
            found = await self.history(session, store)
            self._answered.setdefault(session, {one.asked.client_message_id for one in found})
        self._answered.move_to_end(session)
        answered = self._answered[session]
        if len(self._answered) > _MOST_REMEMBERED:
            self._answered.popitem(last=False)
        return answered


def _name(session: str) -> str:
    return f"{CHANNEL}:{session}"


def _delete(store: TrackerStore, conversation: str) -> None:
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store
    if isinstance(store, ConversationStore):
        store.forget(conversation)
    elif isinstance(store, SQLTrackerStore):
        delete_conversation(store, conversation)
    elif isinstance(store, InMemoryTrackerStore):
        store.store.pop(conversation, None)
    else:
        raise Problem(
            HTTPStatus.NOT_IMPLEMENTED,
            "Conversations are kept in a store that cannot delete a single one. The session is ended, and the "
            "conversation is deleted when its time is up.",
        )
