"""Answers a question about a programme area or one of its facts."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionAnswerQuestion(AnswerAction):
    """Answers a question about a programme area or one of its facts."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_answer_question"
