"""Tells about the work as a whole."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionGiveOverview(AnswerAction):
    """Tells about the work as a whole."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_give_overview"
