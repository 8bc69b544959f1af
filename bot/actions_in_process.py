"""Runs the custom actions inside the server, where Rasa would call an action server over HTTP."""

from __future__ import annotations

from typing import Any

from rasa.core.actions.action import Action, RemoteAction
from rasa.core.agent import Agent
from rasa.core.processor import MessageProcessor
from rasa_sdk.executor import ActionExecutor

ACTIONS_PACKAGE = "actions"


class InProcessActions:
    """Takes the place of Rasa's action endpoint: same requests, no network in between.

    Attributes:
        url: named in Rasa's error messages.
        kwargs: options Rasa reads; the domain is not sent along, since no action asks for it.
    """

    def __init__(self, package: str = ACTIONS_PACKAGE) -> None:
        """Registers every action of the package.

        Args:
            package: importable name of the package that holds the actions.
        """
        self.url = f"in-process:{package}"
        self.kwargs: dict[str, Any] = {"enable_selective_domain": True}
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(self, json: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Runs one action.

        Args:
            json: the action call as Rasa would post it.

        Returns:
            Events and responses, as an action server would answer.
        """
        return await self._executor.run({"domain": {}, **json}) or {"events": [], "responses": []}


class InProcessAction(RemoteAction):
    """A custom action whose result needs no checking against Rasa's JSON schema.

    The result comes from rasa_sdk in this very process. Rasa's check takes some 40 ms, five times as
    long as all the rest of a message.
    """

    def _validate_action_result(self, result: dict[str, Any]) -> bool:
        return True


class InProcessProcessor(MessageProcessor):
    """Rasa's message processor with custom actions in process."""

    @classmethod
    def of(cls, processor: MessageProcessor, actions: InProcessActions) -> InProcessProcessor:
        """A loaded processor's twin that runs these actions; it shares the model with the original."""
        twin = cls.__new__(cls)
        twin.__dict__.update(vars(processor), action_endpoint=actions)
        return twin

    async def _run_action(self, action: Action, *rest: Any, **more: Any) -> bool:
        if isinstance(action, RemoteAction):
            action = InProcessAction(action.name(), self.action_endpoint)
        return bool(await super()._run_action(action, *rest, **more))


def run_actions_in_process(agent: Agent, package: str = ACTIONS_PACKAGE) -> None:
    """Has a loaded agent run its custom actions in this process.

    Args:
        agent: a loaded agent; without a model nothing changes.
        package: importable name of the package that holds the actions.
    """
    if agent.processor is None:
        return
    agent.action_endpoint = InProcessActions(package)
    agent.processor = InProcessProcessor.of(agent.processor, agent.action_endpoint)
