"""Asks the loaded model a question, as every channel does: off the event loop, in time, never without a reply."""

from __future__ import annotations

import asyncio
import copy
import logging
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic

from bot.answers.composer import Composer, composer_for
from bot.answers.record import reply_record
from bot.answers.reply import Status
from bot.channels.guarded_output import GuardedOutput
from bot.channels.problems import Problem
from bot.facts import DEFAULT_LANGUAGE
from bot.facts.frame import Act
from bot.metrics import ANSWER_SECONDS, FAILURES, OVERDUE, REFUSED, REPLIES
from bot.nlu.frame_reader import FRAMES
from bot.settings import settings_of
from bot.stages import Stage, stage
from bot.storage import Storage
from bot.workers import Workers

logger = logging.getLogger(__name__)

# The first waits for the other while numpy or ONNX Runtime compute; more would only take turns.
_THREADS = 2
_RETRY_SECONDS = 2


class NotReadyError(Problem):
    """No model is loaded (yet)."""

    def __init__(self) -> None:
        super().__init__(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "The assistant is starting. Try again in a moment.",
            retry_seconds=_RETRY_SECONDS,
        )


class BusyError(Problem):
    """More messages are under way than can be answered in reasonable time."""

    def __init__(self) -> None:
        super().__init__(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "Many people are asking just now. Send the message again in a moment.",
            retry_seconds=_RETRY_SECONDS,
        )


class Asker:
    """Hands messages to Rasa and collects the guarded replies.

    Attributes:
        composer: facts and wording, for the guard and for apologies.
    """

    def __init__(
        self, composer: Composer, answer_seconds: float, most_under_way: int = 100
    ) -> None:
        """Not ready until `use` is called.

        Args:
            composer: facts and wording, for the guard and for apologies.
            answer_seconds: after which an answer is given up, and the work on it ended.
            most_under_way: how many messages may be answered or wait at a time.
        """
        self.composer = composer
        self._answer_seconds = answer_seconds
        self._most_under_way = most_under_way
        self._under_way = 0
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._workers = Workers("answering", _THREADS)
        self._processor: MessageProcessor | None = None
        self._storage: Storage | None = None

    @property
    def ready(self) -> bool:
        """Whether questions can be answered."""
        return self._processor is not None

    @property
    def storage(self) -> Storage:
        """Where conversations are kept.

        Raises:
            NotReadyError: no model is loaded.
        """
        if self._storage is None:
            raise NotReadyError
        return self._storage

    def use(self, agent: Agent, storage: Storage | None = None) -> None:
        """Takes a loaded agent into use.

        Args:
            agent: with a model.
            storage: where conversations are kept; the agent's own store if None.
        """
        self._processor = agent.processor
        if agent.processor is not None:
            self._storage = storage or Storage(agent.tracker_store)

    def close(self) -> None:
        """Ends the threads after what they are doing."""
        self._workers.close()
        if self._storage is not None:
            self._storage.close()

    async def ask(
        self, text: str, conversation: str, channel: str, metadata: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """The messages that answer a text within a conversation; they are kept before they are returned.

        Args:
            text: the person's message, already cleaned.
            conversation: name of the conversation, unique across channels.
            channel: name of the channel it came by.
            metadata: kept with the message, for actions; by its `client_message_id` a message is known again.

        Raises:
            NotReadyError: no model is loaded.
            BusyError: too many messages are under way.
            AnsweredBeforeError: a message of that id was answered in this conversation.
            NotKeptError: the conversation can be neither read nor written; nothing of it has changed.
        """
        message = _Message(text, conversation, channel, metadata)
        # Whoever asks may be gone before the answer is; the conversation must be whole all the same.
        return await asyncio.shield(asyncio.ensure_future(self._ask_in_turn(message)))

    async def ask_once(self, text: str, language_code: str) -> dict[str, Any]:
        """The record of the reply to a question that stands alone; nothing of it is kept.

        Args:
            text: the question, already cleaned.
            language_code: language to answer in.

        Raises:
            NotReadyError: no model is loaded.
            BusyError: too many messages are under way.
        """
        message = _Message(text, uuid.uuid4().hex, "api", {"language": language_code})
        async with self._admitted():
            messages, _ = await self._answer(message, None)
        record: dict[str, Any] = messages[0]["reply"]
        return record

    async def _ask_in_turn(self, message: _Message) -> list[dict[str, Any]]:
        """One message of a conversation after the other, in the order in which they came."""
        async with self._admitted(), AsyncExitStack() as taken:
            with stage(Stage.MESSAGE, channel=message.channel):
                with stage(Stage.WAIT):
                    turn = self._turns.setdefault(message.conversation, asyncio.Lock())
                    await taken.enter_async_context(turn)
                    exchange = await taken.enter_async_context(
                        self.storage.exchange(message.conversation, message.known_by)
                    )
                messages, tracker = await self._answer(message, exchange.tracker)
                if tracker is not None:
                    with stage(Stage.KEEP):
                        await exchange.keep(tracker)
        return messages

    @asynccontextmanager
    async def _admitted(self) -> AsyncIterator[None]:
        if self._under_way >= self._most_under_way:
            REFUSED.inc()
            raise BusyError
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    async def _answer(
        self, message: _Message, tracker: DialogueStateTracker | None
    ) -> tuple[list[dict[str, Any]], DialogueStateTracker | None]:
        """The replies, and the conversation as it is after them; None where nothing of it is to be kept."""
        if self._processor is None:
            raise NotReadyError
        output = GuardedOutput(self.composer)
        place = _OneConversation(self._processor.domain, tracker)
        processor = copy.copy(self._processor)
        processor.tracker_store = place
        processor.parse_message = _measured(processor.parse_message)
        asked = UserMessage(
            message.text,
            output,
            message.conversation,
            input_channel=message.channel,
            metadata=message.metadata,
        )
        with ANSWER_SECONDS.time(), stage(Stage.ANSWER):
            try:
                await self._workers.run(
                    lambda: processor.handle_message(asked), self._answer_seconds
                )
            except TimeoutError:
                logger.error("a message took too long")
                OVERDUE.inc()
            except Exception as error:
                # Not logged with its text: Rasa's errors can quote the message.
                logger.error("a message failed: %s", type(error).__name__)
        sent = list(output.messages)
        if not sent or place.after is None:
            FAILURES.inc()
            apology = self.composer.say(self.composer.texts["technical_problem"], Status.CLARIFY)
            sent = [{"text": apology.text, "reply": reply_record(apology, self.composer)}]
        for one in sent:
            if "reply" in one:
                status = one["reply"]["status"]
                REPLIES.labels(status, message.channel, _act(place.after)).inc()
        return sent, place.after


def asker_of(app: Sanic) -> Asker:
    """The asker of a server: the one it was made with, or one around the agent of a plain `rasa run`."""
    if not hasattr(app.ctx, "asker"):
        settings = settings_of(app)
        app.ctx.asker = Asker(
            composer_for(DEFAULT_LANGUAGE), settings.answer_seconds, settings.most_under_way
        )
    asker: Asker = app.ctx.asker
    agent = getattr(app.ctx, "agent", None)
    if not asker.ready and agent is not None:
        asker.use(agent)
    return asker


@dataclass(frozen=True)
class _Message:
    """What is handed to Rasa; see `Asker.ask`."""

    text: str
    conversation: str
    channel: str
    metadata: dict[str, Any] | None

    @property
    def known_by(self) -> str | None:
        """The id that its sender gave it."""
        return (self.metadata or {}).get("client_message_id")


Parse = Callable[..., Awaitable[dict[str, Any]]]


def _measured(parse: Parse) -> Parse:
    async def measured(*arguments: Any, **named: Any) -> dict[str, Any]:
        with stage(Stage.UNDERSTAND):
            return await parse(*arguments, **named)

    return measured


def _act(tracker: DialogueStateTracker | None) -> str:
    """What the person did first in the last message, as the reader took it."""
    parsed = tracker.latest_message.parse_data if tracker and tracker.latest_message else {}
    frames = parsed.get(FRAMES) or [{}]
    return str(frames[0].get("act", Act.ASKS.value))


class _OneConversation(InMemoryTrackerStore):
    """Hands Rasa one conversation that was read before, and holds it until it is stored.

    So nothing that blocks is done while a message is answered.

    Attributes:
        after: the conversation once the message was handled to its end; None before.
    """

    def __init__(self, domain: Domain, before: DialogueStateTracker | None) -> None:
        super().__init__(domain)
        self._before = before
        self.after: DialogueStateTracker | None = None

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation as it was."""
        return self._before

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Holds the conversation as it is now."""
        self.after = tracker
