"""Says in which languages it answers."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionNameLanguages(AnswerAction):
    """Says in which languages it answers."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_name_languages"
