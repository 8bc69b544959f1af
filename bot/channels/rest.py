"""Rasa's REST channel, hardened: nobody shares a conversation, jumps the queue or gets a traceback."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.asking import NotReadyError
from bot.channels.incoming import json_object, message_text, sender_name
from bot.channels.problems import Problem, problem_response


class HardenedRestChannel(InputChannel):
    """Serves `POST /webhooks/rest/webhook` {"sender", "message"} as Rasa's own channel does.

    A bad request is a 4xx with a problem document. The caller cannot choose the input channel, and a
    sender names a conversation of this channel only.
    """

    @classmethod
    def name(cls) -> str:
        """The channel's name and place: /webhooks/rest."""
        return "rest"

    def blueprint(
        self, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> Blueprint:
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
            if request.args.get("stream"):
                raise Problem(HTTPStatus.BAD_REQUEST, "Streaming is not offered. Leave out `stream`.")
            content = json_object(request)
            sender = sender_name(content)
            text = message_text(content, "message", request.app.ctx.settings.most_characters)
            try:
                messages = await request.app.ctx.asker.ask(text, f"{self.name()}:{sender}", self.name())
            except NotReadyError:
                return problem_response(
                    HTTPStatus.SERVICE_UNAVAILABLE, "The assistant is starting. Try again in a moment."
                )
            return json([_outgoing(sender, message) for message in messages])

        return routes


def _outgoing(sender: str, message: dict[str, Any]) -> dict[str, Any]:
    """A message in the form of Rasa's REST channel, its record under `custom`."""
    sent = {"recipient_id": sender, "text": message["text"]}
    if message.get("buttons"):
        sent["buttons"] = message["buttons"]
    if message.get("reply"):
        sent["custom"] = {key: value for key, value in message["reply"].items() if key != "proof"}
    return sent
