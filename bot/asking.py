"""Asks the loaded model a question, as every channel does: within a time limit, never without a reply."""

from __future__ import annotations

import asyncio
import copy
import logging
import uuid
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic

from bot.answers.composer import Composer, composer_for
from bot.answers.record import reply_record
from bot.answers.reply import Status
from bot.channels.guarded_output import GuardedOutput
from bot.facts import DEFAULT_LANGUAGE
from bot.metrics import ANSWER_SECONDS, FAILURES, REPLIES
from bot.settings import load_settings

logger = logging.getLogger(__name__)


class NotReadyError(Exception):
    """No model is loaded (yet)."""


class Asker:
    """Hands messages to Rasa and collects the guarded replies."""

    def __init__(self, composer: Composer, answer_seconds: float) -> None:
        """Not ready until `use` is called.

        Args:
            composer: facts and wording, for the guard and for apologies.
            answer_seconds: after which an answer is given up.
        """
        self.composer = composer
        self._answer_seconds = answer_seconds
        self._processor: MessageProcessor | None = None
        self._lock_store = InMemoryLockStore()
        self._stateless: MessageProcessor | None = None

    @property
    def ready(self) -> bool:
        """Whether questions can be answered."""
        return self._processor is not None

    def use(self, agent: Agent) -> None:
        """Takes a loaded agent into use."""
        self._processor = agent.processor
        self._lock_store = agent.lock_store
        if agent.processor is not None:
            # The same model and actions, with conversations that are forgotten at once.
            self._stateless = copy.copy(agent.processor)
            self._stateless.tracker_store = _ForgetfulTrackerStore(agent.domain)

    async def ask(
        self, text: str, conversation: str, channel: str, metadata: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """The messages that answer a text within a conversation.

        Args:
            text: the person's message, already cleaned.
            conversation: name of the conversation, unique across channels.
            channel: name of the channel it came by.
            metadata: kept with the message, for actions.

        Raises:
            NotReadyError: no model is loaded.
        """
        return await self._run(self._processor, text, conversation, channel, metadata)

    async def ask_once(self, text: str, language_code: str) -> dict[str, Any]:
        """The record of the reply to a question that stands alone; nothing of it is kept.

        Args:
            text: the question, already cleaned.
            language_code: language to answer in.

        Raises:
            NotReadyError: no model is loaded.
        """
        messages = await self._run(
            self._stateless, text, uuid.uuid4().hex, "api", {"language": language_code}
        )
        record: dict[str, Any] = messages[0]["reply"]
        return record

    async def _run(
        self,
        processor: MessageProcessor | None,
        text: str,
        conversation: str,
        channel: str,
        metadata: dict[str, Any] | None,
    ) -> list[dict[str, Any]]:
        if processor is None:
            raise NotReadyError
        output = GuardedOutput(self.composer)
        message = UserMessage(text, output, conversation, input_channel=channel, metadata=metadata)
        with ANSWER_SECONDS.time():
            try:
                async with asyncio.timeout(self._answer_seconds):
                    async with self._lock_store.lock(conversation):
                        await processor.handle_message(message)
            except Exception as error:
                # Not logged with its text: Rasa's errors can quote the message.
                logger.error("a message failed: %s", type(error).__name__)
        if not output.messages:
            FAILURES.inc()
            apology = self.composer.say(self.composer.texts["technical_problem"], Status.CLARIFY)
            output.messages.append(
                {"text": apology.text, "reply": reply_record(apology, self.composer)}
            )
        for sent in output.messages:
            if "reply" in sent:
                REPLIES.labels(sent["reply"]["status"]).inc()
        return output.messages


def asker_of(app: Sanic) -> Asker:
    """The asker of a server: the one it was made with, or one around the agent of a plain `rasa run`."""
    if not hasattr(app.ctx, "asker"):
        app.ctx.asker = Asker(composer_for(DEFAULT_LANGUAGE), load_settings().answer_seconds)
    asker: Asker = app.ctx.asker
    agent = getattr(app.ctx, "agent", None)
    if not asker.ready and agent is not None:
        asker.use(agent)
    return asker


class _ForgetfulTrackerStore(InMemoryTrackerStore):
    """A tracker store that keeps nothing."""

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Lets the conversation go."""

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """There is never anything to find."""
        return None
