"""Gives the last answer in another form: shorter, as bullets, only the number."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionReshapeAnswer(AnswerAction):
    """Gives the last answer in another form: shorter, as bullets, only the number."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_reshape_answer"
