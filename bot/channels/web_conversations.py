"""Conversations of the channel `web`: each message answered once, read back, forgotten on request."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from bot.asking import Asker
from bot.channels.problems import Problem
from bot.channels.web_messages import Exchange, Incoming, exchanges
from bot.storage import AnsweredBeforeError

CHANNEL = "web"


@dataclass(frozen=True)
class _UnderWay:
    """A message that is being answered."""

    text: str
    task: asyncio.Task[list[dict[str, Any]]]


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
        self._under_way: dict[tuple[str, str], _UnderWay] = {}

    async def ask(self, session: str, message: Incoming) -> list[dict[str, Any]]:
        """The replies to a message; the same ones when it comes again, even while it is being answered.

        Args:
            session: whose conversation it is.
            message: what was asked.

        Raises:
            Problem: it cannot be answered or kept just now, or its id was that of another message.
        """
        key = (session, message.client_message_id)
        under_way = self._under_way.get(key)
        if under_way is None:
            task = asyncio.create_task(self._ask(session, message))
            under_way = self._under_way[key] = _UnderWay(message.text, task)
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        _refuse_other(message, under_way.text)
        # A connection that is cut ends the request, not the answering: it is fetched when asked again.
        return await asyncio.shield(under_way.task)

    async def history(self, session: str) -> list[Exchange]:
        """What was said so far.

        Raises:
            Problem: the conversation cannot be read just now.
        """
        tracker = await self._asker.storage.load_whole(_name(session))
        return exchanges(tracker.events, self._language) if tracker else []

    async def forget(self, session: str) -> None:
        """Deletes the conversation.

        Raises:
            Problem: it cannot be deleted just now, or this kind of store cannot delete a single one.
        """
        under_way = [one.task for key, one in self._under_way.items() if key[0] == session]
        await asyncio.gather(*under_way, return_exceptions=True)
        await self._asker.storage.forget(_name(session))

    async def _ask(self, session: str, message: Incoming) -> list[dict[str, Any]]:
        try:
            return await self._asker.ask(message.text, _name(session), CHANNEL, message.metadata)
        except AnsweredBeforeError:
            for exchange in await self.history(session):
                if exchange.asked.client_message_id == message.client_message_id:
                    _refuse_other(message, exchange.asked.text)
                    return list(exchange.replies)
            raise Problem(
                HTTPStatus.CONFLICT,
                "`client_message_id` was used in a conversation that is deleted.",
            ) from None


def _name(session: str) -> str:
    return f"{CHANNEL}:{session}"


def _refuse_other(message: Incoming, text: str) -> None:
    """Keeps an old answer from standing under a new question."""
    if message.text != text:
        raise Problem(
            HTTPStatus.CONFLICT,
            "`client_message_id` was already used for another message. Give each message an id of its own.",
        )
