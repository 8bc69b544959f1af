"""Rasa's REST channel, hardened: nobody shares a conversation, jumps the queue or gets a traceback."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.asking import asker_of
from bot.channels.incoming import json_object, message_text, sender_name
from bot.channels.problems import Problem
from bot.channels.public_facts import public_record
from bot.settings import load_settings


class HardenedRestChannel(InputChannel):
    """Serves `POST /webhooks/rest/webhook` {"sender", "message"} as Rasa's own channel does.

    A bad request is a 4xx with a problem document. The caller cannot choose the input channel, and a
    sender names a conversation of this channel only.
    """

    @classmethod
    def name(cls) -> str:
        """The channel's name and place: /webhooks/rest."""
        return "rest"

    def __init__(self, most_characters: int) -> None:
        """A channel with a limit.

        Args:
            most_characters: greatest length of a message.
        """
        self._most_characters = most_characters

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> HardenedRestChannel:
        """The channel as credentials.yml names it; its limit is in bot/settings.yml."""
        return cls(load_settings().most_characters)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's routes.

        Args:
            on_new_message: Rasa's handler; unused, since it neither limits time nor guards.
        """
        routes = Blueprint("rest_channel")

        @routes.get("/")
        async def health(_: Request) -> HTTPResponse:
            return json({"status": "ok"})

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            try:
                if request.args.get("stream"):
                    raise Problem(
                        HTTPStatus.BAD_REQUEST, "Streaming is not offered. Leave out `stream`."
                    )
                content = json_object(request)
                sender = sender_name(content)
                text = message_text(content, "message", self._most_characters)
                conversation = f"{self.name()}:{sender}"
                messages = await asker_of(request.app).ask(text, conversation, self.name())
            except Problem as problem:
                # Answered here, so that the channel is as strict under plain `rasa run`.
                return problem.response()
            return json([_outgoing(sender, message) for message in messages])

        return routes


def _outgoing(sender: str, message: dict[str, Any]) -> dict[str, Any]:
    """A message in the form of Rasa's REST channel, its record under `custom`."""
    sent = {"recipient_id": sender, "text": message["text"]}
    if message.get("buttons"):
        sent["buttons"] = message["buttons"]
    if message.get("reply"):
        sent["custom"] = public_record(message["reply"])
    return sent
