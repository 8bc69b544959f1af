"""Compares figures, or sets areas side by side."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.comparisons import compare
from bot.answers.reply import Reply


class ActionCompareFigures(AnswerAction):
    """Compares figures, or sets areas side by side."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_compare_figures"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return compare(turn.composer, turn.question, turn.context)
