"""Compares figures, or sets areas side by side."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionCompareFigures(AnswerAction):
    """Compares figures, or sets areas side by side."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_compare_figures"
