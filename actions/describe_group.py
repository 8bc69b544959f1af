"""Tells everything about an audience, partner, activity or place."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionDescribeGroup(AnswerAction):
    """Tells everything about an audience, partner, activity or place."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_describe_group"
