"""Says what can be asked and what cannot."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionDescribeCapabilities(AnswerAction):
    """Says what can be asked and what cannot."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_describe_capabilities"
