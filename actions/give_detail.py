"""Gives the time, place or reason of what was just talked about, if the sheet does."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.follow_ups import ask_detail
from bot.answers.reply import Reply


class ActionGiveDetail(AnswerAction):
    """Gives the time, place or reason of what was just talked about, if the sheet does."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_give_detail"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return ask_detail(turn.composer, turn.question, turn.context)
