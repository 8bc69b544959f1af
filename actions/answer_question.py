"""Answers a question about a programme area or one of its facts."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.follow_ups import answer_in_context
from bot.answers.reply import Reply


class ActionAnswerQuestion(AnswerAction):
    """Answers a question about a programme area or one of its facts."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_answer_question"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return answer_in_context(turn.composer, turn.question, turn.context)
