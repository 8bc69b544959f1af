"""Says what is kept of a conversation."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.across_areas import explain_privacy
from bot.answers.reply import Reply


class ActionExplainPrivacy(AnswerAction):
    """Says what is kept of a conversation."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_explain_privacy"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return explain_privacy(turn.composer)
