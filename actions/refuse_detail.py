"""Says that a fact of the sheet does not hold the detail asked for."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.facts_and_areas import answer_detail
from bot.answers.reply import Reply


class ActionRefuseDetail(AnswerAction):
    """Says that a fact of the sheet does not hold the detail asked for."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_refuse_detail"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return answer_detail(turn.composer, turn.question)
