"""What all actions share: reading the turn, guarding the reply, uttering it, keeping the context."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.answers.composer import Composer, composer_for
from bot.answers.context import Context
from bot.answers.guard import UnprovenNumberError, check
from bot.answers.in_context import in_context
from bot.answers.record import reply_record
from bot.answers.reply import Reply, Status
from bot.answers.several import answer_one, answer_several, next_context
from bot.facts import QuestionKind
from bot.facts.question import Question

logger = logging.getLogger(__name__)

# Replies that say themselves what is answering, or where it would be cold to add it.
_INTRODUCED = (Status.CONVERSATION, Status.REDIRECTED)


@dataclass(frozen=True)
class Turn:
    """One message of a conversation.

    Attributes:
        composer: facts and wording in the conversation's language.
        questions: the message's questions, at least one.
        context: what was talked about before.
    """

    composer: Composer
    questions: tuple[Question, ...]
    context: Context

    @property
    def question(self) -> Question:
        """The message's first, usually only, question."""
        return self.questions[0]


class AnswerAction(Action, ABC):
    """An action that utters one reply."""

    @abstractmethod
    def reply(self, turn: Turn) -> Reply:
        """The reply to a message of one question; the guard has not seen it yet."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utters the reply if its figures are proven, and remembers what it was about."""
        turn = _read_turn(tracker)
        meant = in_context(turn.composer, turn.question, turn.context)
        if len(turn.questions) > 1:
            reply = answer_several(turn.composer, turn.questions, turn.context)
        elif meant.intent != turn.question.intent:
            # What was said before gives the question a sense that its words alone do not have.
            reply = answer_one(turn.composer, meant, turn.context)
        else:
            reply = self.reply(turn)
        reply = guarded(reply, turn.composer, self.name())
        dispatcher.utter_message(
            text=reply.text,
            buttons=[{"title": title, "payload": title} for title in reply.suggestions],
            reply=reply_record(reply, turn.composer),
        )
        if _is_first_answer(tracker) and reply.status not in _INTRODUCED:
            dispatcher.utter_message(text=turn.composer.texts["introduction"])
        context = next_context(turn.composer, reply, turn.questions, turn.context)
        return [
            SlotSet("area", context.area),
            SlotSet("fact", context.fact),
            SlotSet("question_kind", context.kind.value),
            SlotSet("recent", list(context.recent)),
            SlotSet("care", context.care),
            SlotSet("language", reply.language),
        ]


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


def _read_turn(tracker: Tracker) -> Turn:
    records = tracker.latest_message.get("questions")
    if records:
        questions = tuple(Question.from_dict(record) for record in records)
    else:
        # An intent set from outside (a test, `rasa shell` with "/intent") has no records.
        name = (tracker.latest_message.get("intent") or {}).get("name") or ""
        questions = (Question(text="", intent=name),)
    context = Context(
        area=tracker.get_slot("area"),
        fact=tracker.get_slot("fact"),
        kind=QuestionKind(tracker.get_slot("question_kind") or QuestionKind.OPEN.value),
        recent=tuple(tracker.get_slot("recent") or ()),
        care=tracker.get_slot("care"),
    )
    return Turn(composer_for(_language(tracker)), questions, context)


def _language(tracker: Tracker) -> str | None:
    """The language the message's channel asks for, else the conversation's."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            chosen: str | None = (event.get("metadata") or {}).get("language")
            return chosen or tracker.get_slot("language")
    return None


def _is_first_answer(tracker: Tracker) -> bool:
    return not any(event.get("event") == "bot" for event in tracker.events)
