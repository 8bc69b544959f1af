"""Tells about the work as a whole."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.across_areas import give_overview
from bot.answers.reply import Reply


class ActionGiveOverview(AnswerAction):
    """Tells about the work as a whole."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_give_overview"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return give_overview(turn.composer, turn.question)
