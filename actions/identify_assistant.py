"""Says that an automated assistant is answering."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionIdentifyAssistant(AnswerAction):
    """Says that an automated assistant is answering."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_identify_assistant"
