"""Takes it that an answer was wrong or not understood."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionTakeCorrection(AnswerAction):
    """Takes it that an answer was wrong or not understood."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_take_correction"
