"""Answers thanks."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionAnswerThanks(AnswerAction):
    """Answers thanks."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_answer_thanks"
