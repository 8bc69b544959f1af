"""Says what the fact sheet does not say, and the nearest thing it does."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.refusals import refuse_out_of_scope
from bot.answers.reply import Reply


class ActionRefuseQuestion(AnswerAction):
    """Says what the fact sheet does not say, and the nearest thing it does."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_refuse_question"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return refuse_out_of_scope(turn.composer, turn.question)
