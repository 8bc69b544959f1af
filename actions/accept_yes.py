"""Takes a bare yes, which asks nothing by itself."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.reply import Reply
from bot.answers.small_talk import acknowledge


class ActionAcceptYes(AnswerAction):
    """Takes a bare yes, which asks nothing by itself."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_accept_yes"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return acknowledge(turn.composer, yes=True)
