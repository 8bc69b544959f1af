"""Lists every headline figure."""

from __future__ import annotations

from actions.answer_action import AnswerAction, Turn
from bot.answers.across_areas import list_key_figures
from bot.answers.reply import Reply


class ActionListFigures(AnswerAction):
    """Lists every headline figure."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_list_figures"

    def reply(self, turn: Turn) -> Reply:
        """See the class."""
        return list_key_figures(turn.composer)
