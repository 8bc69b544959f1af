"""Telegram: the Bot API."""

from __future__ import annotations

from collections.abc import Mapping
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
from bot.channels.messaging.splitting import utf16_units
from bot.channels.messaging.updates import Call, Delivery, Received, RejectedError, Update, Wish

_LEFT = ("kicked", "left")
_UPDATES = ["message", "callback_query", "my_chat_member"]
_MEDIA = (
    *("photo", "voice", "audio", "video", "video_note", "document", "animation", "sticker"),
    *("location", "venue", "contact", "poll", "dice"),
)
_SECONDS_IN_A_GROUP = 3.0


class Telegram(Platform):
    """Updates as the Bot API sends them to a webhook; texts leave without markup, so that none can be broken."""

    name = "telegram"
    variables = ("TELEGRAM_BOT_TOKEN", "TELEGRAM_BOT_USERNAME", "TELEGRAM_WEBHOOK_SECRET")
    base_url = "https://api.telegram.org"
    limits = Limits(
        text=4096,
        measure=utf16_units,
        buttons=8,
        title=64,
        text_with_buttons=4096,
        caption=1024,
        buttons_below_picture=True,
    )
    rates = Rates(of_bot=30, of_chat=1)

    def __init__(self, secrets: Mapping[str, str], base_url: str = "") -> None:
        """One bot.

        Args:
            secrets: by the names in `variables`.
            base_url: of the Bot API, or of a server of one's own.
        """
        token = secrets["TELEGRAM_BOT_TOKEN"]
        self._api = f"{base_url or self.base_url}/bot{token}"
        self._id = token.partition(":")[0]
        self._mention = f"@{secrets['TELEGRAM_BOT_USERNAME'].removeprefix('@')}".lower()
        self._secret = secrets["TELEGRAM_WEBHOOK_SECRET"]

    def verify(self, delivery: Delivery) -> None:
        """By the token that was given when the webhook was set."""
        given = delivery.headers.get("x-telegram-bot-api-secret-token", "")
        if not fields.same(given, self._secret):
            raise RejectedError

    def read(self, delivery: Delivery) -> Received:
        """Messages, taps on our buttons, and that someone has blocked the bot."""
        content = fields.json_of(delivery.body)
        key = fields.identifier(content, "update_id")
        if not key:
            return Received()
        query = fields.mapping(content, "callback_query")
        if query:
            return self._tapped(query)
        member = fields.mapping(content, "my_chat_member")
        if member:
            return Received(tuple(self._left(key, member)))
        return Received(tuple(self._written(key, fields.mapping(content, "message"))))

    def _tapped(self, query: dict[str, Any]) -> Received:
        identifier, chosen = fields.identifier(query, "id"), fields.text(query, "data")
        answered = self._call("answerCallbackQuery", {"callback_query_id": identifier})
        acknowledgements = (answered,) if identifier else ()
        message = fields.mapping(query, "message")
        chat, person = _chat(message), fields.identifier(query, "from", "id")
        if not (identifier and chat and person and is_ours(chosen)):
            return Received(acknowledgements=acknowledgements)
        rows = fields.mapping(message, "reply_markup").get("inline_keyboard")
        buttons = (
            [b for row in rows if isinstance(row, list) for b in row]
            if isinstance(rows, list)
            else []
        )
        title = next(
            (fields.text(b, "text") for b in buttons if fields.text(b, "callback_data") == chosen),
            "",
        )
        address = _address(message)
        update = Update(f"tap {identifier}", Wish.ANSWER, chat, person, address, title, chosen)
        return Received((update,), acknowledgements)

    def _left(self, key: str, member: dict[str, Any]) -> list[Update]:
        chat, person = _chat(member), fields.identifier(member, "from", "id")
        left = fields.text(member, "new_chat_member", "status") in _LEFT
        if not (left and chat == person):
            return []
        return [Update(key, Wish.LEAVE, chat, person)]

    def _written(self, key: str, message: dict[str, Any]) -> list[Update]:
        chat, person = _chat(message), fields.identifier(message, "from", "id")
        if not (chat and person) or fields.mapping(message, "from").get("is_bot") is not False:
            return []
        private = fields.text(message, "chat", "type") == "private"
        text, entities = fields.text(message, "text"), fields.items(message, "entities")
        if not text:
            text, entities = (
                fields.text(message, "caption"),
                fields.items(message, "caption_entities"),
            )
        text, named = self._less_name(text, entities)
        replied = fields.identifier(message, "reply_to_message", "from", "id") == self._id
        if not (private or named or replied):
            return []
        address = _address(message)
        if not private:
            address["reply_to"] = fields.identifier(message, "message_id")
        if text.strip():
            # An unknown command gets to know what there is.
            wish = wish_of(text, self.most_characters) or Wish.HELP
        elif named:
            wish = Wish.HELP
        elif any(kind in message for kind in _MEDIA):
            wish = Wish.UNREADABLE
        else:
            return []
        kept = text if wish is Wish.ANSWER else ""
        return [Update(key, wish, chat, person, address, kept)]

    def _less_name(self, text: str, entities: list[dict[str, Any]]) -> tuple[str, bool]:
        """A text without the bot's name, and whether it was there: as a mention, or behind a command."""
        units = text.encode("utf-16-le", "surrogatepass")
        for entity in entities:
            start, length = entity.get("offset"), entity.get("length")
            if not (
                isinstance(start, int) and isinstance(length, int) and start >= 0 and length > 0
            ):
                continue
            said = units[2 * start : 2 * (start + length)].decode("utf-16-le", "replace")
            kind, lowered = entity.get("type"), said.lower()
            command, _, name = lowered.partition("@")
            if kind == "mention" and lowered == self._mention:
                return text.replace(said, " ", 1).strip(), True
            if kind == "bot_command" and f"@{name}" == self._mention:
                return text.replace(said, command, 1), True
        return text, False

    def seconds_between(self, chat: str) -> float:
        """A group takes 20 messages a minute."""
        return _SECONDS_IN_A_GROUP if chat.startswith("-") else self.rates.of_chat

    def call(self, address: Mapping[str, Any], part: Part) -> Call:
        """A message, or the figure's card with the text below it."""
        content: dict[str, Any] = {"chat_id": address["chat"]}
        if str(address.get("thread")).isdecimal():
            content["message_thread_id"] = int(address["thread"])
        if str(address.get("reply_to")).isdecimal():
            content["reply_parameters"] = {
                "message_id": int(address["reply_to"]),
                "allow_sending_without_reply": True,
            }
        if part.buttons:
            rows = [[{"text": title, "callback_data": key}] for key, title in part.buttons]
            content["reply_markup"] = {"inline_keyboard": rows}
        if part.image:
            return self._call("sendPhoto", {**content, "photo": part.image, "caption": part.text})
        preview = {"is_disabled": True}
        return self._call(
            "sendMessage", {**content, "text": part.text, "link_preview_options": preview}
        )

    def outcome(self, response: Response) -> Outcome:
        """By `ok`, the code and `retry_after`."""
        if fields.mapping(response.content).get("ok") is True:
            return DELIVERED
        wait = fields.mapping(response.content, "parameters").get("retry_after")
        if response.status == 429:
            seconds = float(wait) if isinstance(wait, int | float) else None
            return Outcome(End.AGAIN, "429", seconds)
        if response.status == 403:
            return Outcome(End.GONE, "403")
        if response.status == 400:
            return Outcome(End.PLAIN, "400")
        return by_status(response)

    def registration(self, webhook_url: str) -> Call:
        """setWebhook, for the kinds of updates that are read."""
        content = {
            "url": webhook_url,
            "secret_token": self._secret,
            "allowed_updates": _UPDATES,
        }
        return self._call("setWebhook", content)

    def _call(self, method: str, content: dict[str, Any]) -> Call:
        return Call(f"{self._api}/{method}", json=content)


def _chat(message: dict[str, Any]) -> str:
    return fields.identifier(message, "chat", "id")


def _address(message: dict[str, Any]) -> dict[str, Any]:
    thread = (
        fields.identifier(message, "message_thread_id") if message.get("is_topic_message") else ""
    )
    return {"chat": _chat(message), "thread": thread}
