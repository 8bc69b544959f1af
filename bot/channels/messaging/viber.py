"""Viber: the REST API of a bot."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from math import ceil
from typing import Any

from bot.channels.messaging import fields
from bot.channels.messaging.choices import is_ours
from bot.channels.messaging.commands import wish_of
from bot.channels.messaging.layout import Limits, Part
from bot.channels.messaging.platform import (
    DELIVERED,
    End,
    Outcome,
    Platform,
    Rates,
    Response,
    by_status,
)
from bot.channels.messaging.updates import Call, Delivery, Received, RejectedError, Update, Wish

_TEXT, _JSON_BYTES = 7000, 24_000
_DONE, _BAD_DATA, _NOT_FOUND, _NOT_SUBSCRIBED, _TOO_MANY = 0, 3, 5, 6, 12
_EVENTS = ["conversation_started", "unsubscribed", "failed"]
_UNREADABLE = ("picture", "video", "file", "location", "contact", "url", "sticker")
_SENDER_NAME = 28


def viber_length(text: str) -> int:
    """Length in characters, or as much more as the text takes of the 30 KB that a message may have as JSON."""
    return max(len(text), ceil(len(json.dumps(text)) * _TEXT / _JSON_BYTES))


class Viber(Platform):
    """Messages to one bot; what goes wrong comes as HTTP 200 with a status of its own."""

    name = "viber"
    variables = ("VIBER_AUTH_TOKEN", "VIBER_BOT_NAME")
    base_url = "https://chatapi.viber.com"
    limits = Limits(
        text=_TEXT, measure=viber_length, buttons=12, title=200, text_with_buttons=_TEXT
    )
    rates = Rates(of_bot=50, of_chat=0.2)

    def __init__(self, secrets: Mapping[str, str], base_url: str = "") -> None:
        """One bot.

        Args:
            secrets: by the names in `variables`.
            base_url: of the REST API.
        """
        self._token = secrets["VIBER_AUTH_TOKEN"]
        self._sender = {"name": secrets["VIBER_BOT_NAME"][:_SENDER_NAME]}
        self._api = f"{base_url or self.base_url}/pa"

    def verify(self, delivery: Delivery) -> None:
        """By the signature over the raw bytes with the bot's token."""
        given = delivery.headers.get("x-viber-content-signature", "")
        if not fields.same(given, fields.sha256_signature(self._token, delivery.body)):
            raise RejectedError

    def read(self, delivery: Delivery) -> Received:
        """Messages, the first opening of the chat, and that someone has left."""
        content = fields.json_of(delivery.body)
        event, token = fields.text(content, "event"), fields.identifier(content, "message_token")
        if event == "conversation_started":
            # Nothing may be sent yet: what is said is the answer to this very request.
            begins = bool(token) and fields.mapping(content).get("subscribed") is False
            return Received(welcomes=begins, content_type="application/json")
        if event == "failed":
            return Received(failures=("failed",) if token else ())
        person = fields.identifier(content, "sender", "id")
        if event == "unsubscribed":
            person = fields.identifier(content, "user_id")
            gone = Update(f"{token} {event}", Wish.LEAVE, person, person)
            return Received((gone,) if person and token else ())
        if event != "message" or not (person and token):
            return Received()
        message = fields.mapping(content, "message")
        text, kind = fields.text(message, "text"), fields.text(message, "type")
        address = {"receiver": person}
        key = f"{token} {event}"
        if is_ours(text):
            # A button says its id in the person's name.
            return Received((Update(key, Wish.ANSWER, person, person, address, choice=text),))
        wish = wish_of(text, self.most_characters) if text.strip() else None
        if not text.strip() and kind in _UNREADABLE:
            wish = Wish.UNREADABLE
        if wish is None:
            return Received()
        kept = text if wish is Wish.ANSWER else ""
        return Received((Update(key, wish, person, person, address, kept),))

    def call(self, address: Mapping[str, Any], part: Part) -> Call:
        """A text, with a keyboard of suggestions."""
        headers = {"x-viber-auth-token": self._token}
        return Call(
            f"{self._api}/send_message", json={**address, **self._message(part)}, headers=headers
        )

    def welcome(self, part: Part) -> str:
        """The message that answers the first opening of the chat."""
        return json.dumps(self._message(part))

    def _message(self, part: Part) -> dict[str, Any]:
        message: dict[str, Any] = {"type": "text", "text": part.text, "sender": self._sender}
        if part.buttons:
            message["min_api_version"] = 4
            message["keyboard"] = {
                "Type": "keyboard",
                "Buttons": [
                    {
                        "Columns": 6,
                        "Rows": 1,
                        "ActionType": "reply",
                        "ActionBody": key,
                        "Text": html.escape(title, quote=False),
                        "Silent": True,
                    }
                    for key, title in part.buttons
                ],
            }
        return message

    def outcome(self, response: Response) -> Outcome:
        """By the status in the body."""
        status = fields.mapping(response.content).get("status")
        if response.status != 200 or not isinstance(status, int):
            return by_status(response) if response.status != 200 else Outcome(End.REFUSED, "body")
        if status == _DONE:
            return DELIVERED
        if status in (_NOT_FOUND, _NOT_SUBSCRIBED):
            return Outcome(End.GONE, str(status))
        if status == _TOO_MANY:
            return Outcome(End.AGAIN, str(status))
        return Outcome(End.PLAIN if status == _BAD_DATA else End.REFUSED, str(status))

    def registration(self, webhook_url: str) -> Call:
        """set_webhook, for the events that are read."""
        content = {
            "url": webhook_url,
            "event_types": _EVENTS,
            "send_name": False,
            "send_photo": False,
        }
        return Call(
            f"{self._api}/set_webhook", json=content, headers={"x-viber-auth-token": self._token}
        )
