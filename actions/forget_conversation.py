"""Has the conversation deleted, and says so."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer_action import AnswerAction


class ActionForgetConversation(AnswerAction):
    """Has the conversation deleted, and says so."""

    def name(self) -> str:
        """The action's name in domain.yml."""
        return "action_forget_conversation"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utters the confirmation; the slot tells the store to keep nothing of it."""
        events = await super().run(dispatcher, tracker, domain)
        return [*events, SlotSet("forgotten", True)]
