"""Says what can be asked and what cannot."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.across_areas import describe_capabilities
from bot.answers.reply import Reply


class ActionDescribeCapabilities(AnswerAction):
    """Says what can be asked and what cannot."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_describe_capabilities"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return describe_capabilities(turn.composer)
