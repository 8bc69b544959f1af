"""Says the last answer again."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionRepeatAnswer(AnswerAction):
    """Says the last answer again."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_repeat_answer"
