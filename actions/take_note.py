"""Acknowledges a remark that asks nothing."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.reply import Reply
from bot.answers.small_talk import take_note


class ActionTakeNote(AnswerAction):
    """Acknowledges a remark that asks nothing."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_take_note"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return take_note(turn.composer)
