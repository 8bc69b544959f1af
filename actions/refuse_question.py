"""Says what the fact sheet does not say, and the nearest thing it does."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionRefuseQuestion(AnswerAction):
    """Says what the fact sheet does not say, and the nearest thing it does."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_refuse_question"
