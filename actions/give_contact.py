"""Says where to find people."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionGiveContact(AnswerAction):
    """Says where to find people."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_give_contact"
