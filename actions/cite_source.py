"""Says where the information comes from."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.across_areas import cite_source
from bot.answers.reply import Reply


class ActionCiteSource(AnswerAction):
    """Says where the information comes from."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_cite_source"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return cite_source(turn.composer, turn.question, turn.context)
