"""Says that the message was not understood, and offers a way on."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionAskRephrase(AnswerAction):
    """Says that the message was not understood, and offers a way on."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_ask_rephrase"
