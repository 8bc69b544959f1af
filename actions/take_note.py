"""Acknowledges a remark that asks nothing."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionTakeNote(AnswerAction):
    """Acknowledges a remark that asks nothing."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_take_note"
