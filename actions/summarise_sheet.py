"""Sums up the whole fact sheet in the form asked for."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionSummariseSheet(AnswerAction):
    """Sums up the whole fact sheet in the form asked for."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_summarise_sheet"
