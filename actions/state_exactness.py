"""Says whether the number just given is exact."""

from __future__ import annotations

from actions.answer_action import AnswerAction


class ActionStateExactness(AnswerAction):
    """Says whether the number just given is exact."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_state_exactness"
