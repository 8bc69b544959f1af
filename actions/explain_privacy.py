"""Says what is kept of a conversation."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionExplainPrivacy(AnswerAction):
    """Says what is kept of a conversation."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_explain_privacy"
