"""Greets, and says what this assistant is and covers."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.reply import Reply
from bot.answers.small_talk import greet


class ActionGreetPerson(AnswerAction):
    """Greets, and says what this assistant is and covers."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_greet_person"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return greet(turn.composer)
