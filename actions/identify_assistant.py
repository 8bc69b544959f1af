"""Says that an automated assistant is answering."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.reply import Reply
from bot.answers.small_talk import identify


class ActionIdentifyAssistant(AnswerAction):
    """Says that an automated assistant is answering."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_identify_assistant"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return identify(turn.composer)
