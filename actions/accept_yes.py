"""Takes a bare yes, which asks nothing by itself."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionAcceptYes(AnswerAction):
    """Takes a bare yes, which asks nothing by itself."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_accept_yes"
