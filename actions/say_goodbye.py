"""Ends the conversation."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionSayGoodbye(AnswerAction):
    """Ends the conversation."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_say_goodbye"
