"""Gives the time, place or reason of what was just talked about, if the sheet does."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionGiveDetail(AnswerAction):
    """Gives the time, place or reason of what was just talked about, if the sheet does."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_give_detail"
