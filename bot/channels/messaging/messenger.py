"""Messenger: the Send API of a Page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.channels.messaging import fields
from bot.channels.messaging.choices import is_ours
from bot.channels.messaging.commands import wish_of
from bot.channels.messaging.layout import Limits, Part
from bot.channels.messaging.meta import GRAPH_URL, MetaPlatform
from bot.channels.messaging.platform import Rates
from bot.channels.messaging.updates import Call, Delivery, Received, Update, Wish

_BEGINS = "GET_STARTED"


class Messenger(MetaPlatform):
    """Messages to one Page; what another app holds (standby) and what the Page itself says is not read."""

    name = "messenger"
    variables = (
        "MESSENGER_PAGE_TOKEN",
        "MESSENGER_PAGE_ID",
        "MESSENGER_APP_SECRET",
        "MESSENGER_VERIFY_TOKEN",
    )
    base_url = GRAPH_URL
    limits = Limits(text=2000, buttons=13, title=20, text_with_buttons=2000)
    rates = Rates(of_bot=100, of_chat=0.1)

    def __init__(self, secrets: Mapping[str, str], base_url: str = "") -> None:
        """One Page.

        Args:
            secrets: by the names in `variables`.
            base_url: of the Graph API, with its version.
        """
        super().__init__(secrets["MESSENGER_APP_SECRET"], secrets["MESSENGER_VERIFY_TOKEN"])
        self._page = secrets["MESSENGER_PAGE_ID"]
        self._messages = f"{base_url or self.base_url}/{self._page}/messages"
        self._headers = {"authorization": f"Bearer {secrets['MESSENGER_PAGE_TOKEN']}"}

    def read(self, delivery: Delivery) -> Received:
        """Every message of every entry, of this Page only."""
        content = fields.json_of(delivery.body)
        if fields.text(content, "object") != "page":
            return Received()
        return Received(
            tuple(
                update
                for entry in fields.items(content, "entry")
                if fields.identifier(entry, "id") == self._page
                for event in fields.items(entry, "messaging")
                for update in self._of_event(event)
            )
        )

    def _of_event(self, event: dict[str, Any]) -> Iterator[Update]:
        person = fields.identifier(event, "sender", "id")
        message, postback = fields.mapping(event, "message"), fields.mapping(event, "postback")
        key = fields.text(message or postback, "mid")
        if not (person and key) or person == self._page or message.get("is_echo"):
            return
        address = {"id": person}
        if postback:
            chosen, title = fields.text(postback, "payload"), fields.text(postback, "title")
            if chosen == _BEGINS:
                yield Update(key, Wish.START, person, person, address)
            elif is_ours(chosen):
                yield Update(key, Wish.ANSWER, person, person, address, title, chosen)
            return
        text, chosen = fields.text(message, "text"), fields.text(message, "quick_reply", "payload")
        if is_ours(chosen):
            yield Update(key, Wish.ANSWER, person, person, address, text, chosen)
        elif text.strip():
            wish = wish_of(text, self.most_characters)
            if wish is not None:
                kept = text if wish is Wish.ANSWER else ""
                yield Update(key, wish, person, person, address, kept)
        elif fields.items(message, "attachments"):
            yield Update(key, Wish.UNREADABLE, person, person, address)

    def call(self, address: Mapping[str, Any], part: Part) -> Call:
        """A text, with quick replies where their titles fit."""
        message: dict[str, Any] = {"text": part.text}
        if part.buttons:
            message["quick_replies"] = [
                {"content_type": "text", "title": title, "payload": key}
                for key, title in part.buttons
            ]
        content = {"recipient": dict(address), "messaging_type": "RESPONSE", "message": message}
        return Call(self._messages, json=content, headers=self._headers)
