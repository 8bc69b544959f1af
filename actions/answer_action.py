"""What all actions share: reading the turn, answering it, guarding the reply, uttering it, keeping the context."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.answers.composer import Composer, composer_for
from bot.answers.conversation import respond
from bot.answers.guard import UnprovenNumberError, check
from bot.answers.record import reply_record
from bot.answers.reply import Reply, Status
from bot.facts.context import Context
from bot.facts.frame import Frame

logger = logging.getLogger(__name__)

# Replies that say themselves what is answering, or where it would be cold to add it.
_INTRODUCED = (Status.CONVERSATION, Status.REDIRECTED)


class AnswerAction(Action, ABC):
    """An action that utters one reply: what `bot.answers` says to the message's frames.

    Attributes:
        intent: what a message of one clause is taken for, where a story gives it another sense than its own words
            have; None where it has that of its words.
    """

    intent: ClassVar[str | None] = None

    @abstractmethod
    def name(self) -> str:
        """The action's name in domain.yml."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utters the reply if its figures are proven, and remembers what it was about."""
        composer = composer_for(_language(tracker))
        frames = _frames(tracker)
        if self.intent is not None and len(frames) == 1:
            frames = (replace(frames[0], intent=self.intent),)
        reply, context = respond(composer, frames, Context.from_slots(tracker.get_slot))
        reply = guarded(reply, composer, self.name())
        dispatcher.utter_message(
            text=reply.text,
            buttons=[{"title": title, "payload": title} for title in reply.suggestions],
            reply=reply_record(reply, composer),
        )
        if _is_first_answer(tracker) and reply.status not in _INTRODUCED:
            dispatcher.utter_message(text=composer.texts["introduction"])
        slots = {**context.slots(), "language": reply.language}
        return [SlotSet(name, value) for name, value in slots.items()]


def guarded(reply: Reply, composer: Composer, action_name: str) -> Reply:
    """The reply, or an apology in its place where a number in it is not proven.

    Args:
        reply: what is about to be uttered.
        composer: facts, contacts and wording.
        action_name: for the log, which holds no text of the conversation.
    """
    try:
        check(reply, composer.sheet, composer.contacts)
    except UnprovenNumberError as error:
        logger.error("%s: reply withheld, %s (facts: %s)", action_name, error, reply.facts)
        return composer.say(composer.texts["failed_guard"], Status.CLARIFY)
    return reply


def _frames(tracker: Tracker) -> tuple[Frame, ...]:
    records = tracker.latest_message.get("frames")
    if records:
        return tuple(Frame.from_dict(record) for record in records)
    # An intent set from outside (a test, `rasa shell` with "/intent") has no frames.
    name = (tracker.latest_message.get("intent") or {}).get("name") or ""
    return (Frame(text="", intent=name),)


def _language(tracker: Tracker) -> str | None:
    """The language the message's channel asks for, else the conversation's."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            chosen: str | None = (event.get("metadata") or {}).get("language")
            return chosen or tracker.get_slot("language")
    return None


def _is_first_answer(tracker: Tracker) -> bool:
    return not any(event.get("event") == "bot" for event in tracker.events)
