"""Lists every headline figure."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionListFigures(AnswerAction):
    """Lists every headline figure."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_list_figures"
