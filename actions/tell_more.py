"""Tells what else the fact sheet says on the subject."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.follow_ups import tell_more
from bot.answers.reply import Reply


class ActionTellMore(AnswerAction):
    """Tells what else the fact sheet says on the subject."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_tell_more"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return tell_more(turn.composer, turn.context)
