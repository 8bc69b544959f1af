"""Gives the number of what was just talked about."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionGiveCount(AnswerAction):
    """Gives the number of what was just talked about."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_give_count"
