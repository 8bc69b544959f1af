"""Gives the number of what was just talked about."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.follow_ups import count
from bot.answers.reply import Reply


class ActionGiveCount(AnswerAction):
    """Gives the number of what was just talked about."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_give_count"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return count(turn.composer, turn.question, turn.context)
