"""Says where to find people."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.across_areas import give_contact
from bot.answers.reply import Reply


class ActionGiveContact(AnswerAction):
    """Says where to find people."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_give_contact"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return give_contact(turn.composer)
