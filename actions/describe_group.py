"""Tells everything about an audience, partner, activity or place."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.groups import tell_of_group
from bot.answers.reply import Reply


class ActionDescribeGroup(AnswerAction):
    """Tells everything about an audience, partner, activity or place."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_describe_group"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return tell_of_group(turn.composer, turn.question)
