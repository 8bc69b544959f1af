"""Tells what else the fact sheet says on the subject."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionTellMore(AnswerAction):
    """Tells what else the fact sheet says on the subject."""

    intent = "follow_up_more"

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_tell_more"
