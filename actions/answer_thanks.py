"""Answers thanks."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.reply import Reply
from bot.answers.small_talk import thank


class ActionAnswerThanks(AnswerAction):
    """Answers thanks."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_answer_thanks"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return thank(turn.composer)
