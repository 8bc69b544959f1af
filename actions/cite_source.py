"""Says where the information comes from."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionCiteSource(AnswerAction):
    """Says where the information comes from."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_cite_source"
