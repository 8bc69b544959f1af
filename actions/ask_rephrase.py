"""Says that the message was not understood, and offers a way on."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.refusals import ask_to_rephrase
from bot.answers.reply import Reply


class ActionAskRephrase(AnswerAction):
    """Says that the message was not understood, and offers a way on."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_ask_rephrase"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return ask_to_rephrase(turn.composer, turn.question)
