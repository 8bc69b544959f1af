"""Says the last answer again."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.follow_ups import repeat
from bot.answers.reply import Reply


class ActionRepeatAnswer(AnswerAction):
    """Says the last answer again."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_repeat_answer"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return repeat(turn.composer, turn.question, turn.context)
