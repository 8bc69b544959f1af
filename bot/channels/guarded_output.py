"""The last check before a text leaves, whatever wrote it: an action, a response template, Rasa itself."""

from __future__ import annotations

import logging
from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.answers.composer import Composer
from bot.answers.guard import UnprovenNumberError, check
from bot.answers.record import reply_of_message, reply_record
from bot.answers.reply import Status
from bot.metrics import GUARD_REFUSALS

logger = logging.getLogger(__name__)


def guarded_message(message: dict[str, Any], composer: Composer) -> dict[str, Any]:
    """The message, or an apology in its place where it holds a number that is not proven.

    Args:
        message: a bot message as Rasa hands it to a channel: text, buttons, and under "reply" the
            record its action made.
        composer: facts, contacts and wording.
    """
    record = message.get("reply")
    titles = [str(button.get("title", "")) for button in message.get("buttons") or []]
    reply = reply_of_message(
        "\n".join([message.get("text") or "", *titles]), record, composer.texts.language
    )
    try:
        check(reply, composer.sheet, composer.contacts)
    except UnprovenNumberError as error:
        logger.error("message withheld from the channel, %s", error)
        GUARD_REFUSALS.inc()
        apology = composer.say(composer.texts["failed_guard"], Status.CLARIFY)
        return {"text": apology.text, "reply": reply_record(apology, composer)}
    return message


class GuardedOutput(OutputChannel):
    """Collects a turn's messages, each checked, each whole.

    Attributes:
        messages: text, buttons and reply record of each message.
    """

    def __init__(self, composer: Composer) -> None:
        """An empty collection."""
        self._composer = composer
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Name of the channel in the conversation's record."""
        return "guarded"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Takes a message in; Rasa's own way would cut the text at every blank line."""
        if message.get("text"):
            self.messages.append(guarded_message(message, self._composer))
