"""Says whether the number just given is exact."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.follow_ups import say_how_exact
from bot.answers.reply import Reply


class ActionStateExactness(AnswerAction):
    """Says whether the number just given is exact."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_state_exactness"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return say_how_exact(turn.composer, turn.question, turn.context)
