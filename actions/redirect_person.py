"""Meets a person in need, in anger or at the wrong door with a human contact."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionRedirectPerson(AnswerAction):
    """Meets a person in need, in anger or at the wrong door with a human contact."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_redirect_person"
