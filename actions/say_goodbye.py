"""Ends the conversation."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.reply import Reply
from bot.answers.small_talk import say_goodbye


class ActionSayGoodbye(AnswerAction):
    """Ends the conversation."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_say_goodbye"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return say_goodbye(turn.composer)
