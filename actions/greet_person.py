"""Greets, and says what this assistant is and covers."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionGreetPerson(AnswerAction):
    """Greets, and says what this assistant is and covers."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_greet_person"
