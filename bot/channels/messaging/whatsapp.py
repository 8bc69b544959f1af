"""WhatsApp: the Cloud API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.channels.messaging import fields
from bot.channels.messaging.choices import is_ours
from bot.channels.messaging.commands import wish_of
from bot.channels.messaging.layout import Limits, Part
from bot.channels.messaging.meta import GRAPH_URL, MetaPlatform
from bot.channels.messaging.platform import Rates
from bot.channels.messaging.splitting import characters, shorten
from bot.channels.messaging.updates import Call, Delivery, Received, Update, Wish
from bot.channels.messaging.wording import load_messaging_texts
from bot.facts import DEFAULT_LANGUAGE

_ROW_TITLE = 24
_CAPTIONED = ("image", "video", "document")
_UNREADABLE = ("audio", "location", "contacts", "order")


class WhatsApp(MetaPlatform):
    """Messages to one number; suggestions are the rows of a list, whose descriptions have room for a question."""

    name = "whatsapp"
    variables = (
        "WHATSAPP_ACCESS_TOKEN",
        "WHATSAPP_PHONE_NUMBER_ID",
        "WHATSAPP_APP_SECRET",
        "WHATSAPP_VERIFY_TOKEN",
    )
    base_url = GRAPH_URL
    limits = Limits(text=4096, buttons=10, title=72, text_with_buttons=4096, caption=1024)
    rates = Rates(of_bot=80, of_chat=0.1)

    def __init__(self, secrets: Mapping[str, str], base_url: str = "") -> None:
        """One number.

        Args:
            secrets: by the names in `variables`.
            base_url: of the Graph API, with its version.
        """
        super().__init__(secrets["WHATSAPP_APP_SECRET"], secrets["WHATSAPP_VERIFY_TOKEN"])
        self._number = secrets["WHATSAPP_PHONE_NUMBER_ID"]
        self._messages = f"{base_url or self.base_url}/{self._number}/messages"
        self._headers = {"authorization": f"Bearer {secrets['WHATSAPP_ACCESS_TOKEN']}"}

    def read(self, delivery: Delivery) -> Received:
        """Every message of every change, of this number only."""
        content = fields.json_of(delivery.body)
        if fields.text(content, "object") != "whatsapp_business_account":
            return Received()
        values = [
            fields.mapping(change, "value")
            for entry in fields.items(content, "entry")
            for change in fields.items(entry, "changes")
            if change.get("field") == "messages"
        ]
        ours = [value for value in values if self._is_ours(value)]
        return Received(
            tuple(update for value in ours for update in self._of_value(value)),
            failures=tuple(code for value in ours for code in _failures(value)),
        )

    def _is_ours(self, value: dict[str, Any]) -> bool:
        return fields.identifier(value, "metadata", "phone_number_id") == self._number

    def _of_value(self, value: dict[str, Any]) -> Iterator[Update]:
        contacts = fields.items(value, "contacts")
        for message in fields.items(value, "messages"):
            key, number = fields.text(message, "id"), fields.identifier(message, "from")
            user = fields.identifier(message, "from_user_id") or _user_of(number, contacts)
            person = user or number
            if not (key and person) or message.get("group_id"):
                continue
            address = {"to": number} if number else {"recipient": person}
            for wish, text, choice in _said(message, self.most_characters):
                yield Update(key, wish, person, person, address, text, choice)

    def call(self, address: Mapping[str, Any], part: Part) -> Call:
        """A text, a list of suggestions below it, or the figure's card with the text as caption."""
        content = {"messaging_product": "whatsapp", "recipient_type": "individual", **address}
        if part.buttons:
            content |= {"type": "interactive", "interactive": _list(part)}
        elif part.image:
            content |= {"type": "image", "image": {"link": part.image, "caption": part.text}}
        else:
            content |= {"type": "text", "text": {"body": part.text, "preview_url": False}}
        return Call(self._messages, json=content, headers=self._headers)


def _failures(value: dict[str, Any]) -> Iterator[str]:
    for status in fields.items(value, "statuses"):
        if status.get("status") == "failed":
            errors = fields.items(status, "errors")
            yield fields.identifier(errors[0], "code") if errors else "unknown"


def _user_of(number: str, contacts: list[dict[str, Any]]) -> str:
    """The id of whoever has a number, where the message itself does not tell."""
    for contact in contacts:
        if number and fields.identifier(contact, "wa_id") == number:
            return fields.identifier(contact, "user_id")
    return ""


def _said(message: dict[str, Any], most_characters: int) -> Iterator[tuple[Wish, str, str]]:
    """Wish, text and choice of a message; nothing for what asks nothing."""
    kind, text = fields.text(message, "type"), ""
    if kind == "text":
        text = fields.text(message, "text", "body")
    elif kind == "button":
        text = fields.text(message, "button", "text")
    elif kind == "interactive":
        reply = fields.mapping(message, "interactive", "button_reply") or fields.mapping(
            message, "interactive", "list_reply"
        )
        chosen, text = fields.text(reply, "id"), fields.text(reply, "title")
        if is_ours(chosen):
            yield Wish.ANSWER, fields.text(reply, "description") or text, chosen
            return
    elif kind in _CAPTIONED:
        text = fields.text(message, kind, "caption")
    if text.strip():
        wish = wish_of(text, most_characters)
        if wish is not None:
            yield wish, text if wish is Wish.ANSWER else "", ""
    elif kind in (*_UNREADABLE, *_CAPTIONED):
        yield Wish.UNREADABLE, "", ""


def _list(part: Part) -> dict[str, Any]:
    rows = [
        {
            "id": key,
            # Numbered, so that no two are the same when they are cut.
            "title": shorten(f"{number}. {title}", _ROW_TITLE, characters),
            "description": title,
        }
        for number, (key, title) in enumerate(part.buttons, start=1)
    ]
    return {
        "type": "list",
        "body": {"text": part.text},
        "action": {
            "button": load_messaging_texts(DEFAULT_LANGUAGE)["list"],
            "sections": [{"rows": rows}],
        },
    }
