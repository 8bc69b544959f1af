"""Telegram: the Bot API."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, ClassVar

from aiohttp import web

from tests.platforms.stand_in import Event, RefusedError, Sent, StandIn

BOT = "7000000001"
TOKEN = f"{BOT}:example-bot-token"
USERNAME = "example_facts_bot"
SECRET = "example-secret-token"
# A little less than the bot keeps to: two clocks are never the same.
_SECONDS_A_CHAT = 0.9


class TelegramStandIn(StandIn):
    name = "telegram"
    environment: ClassVar[Mapping[str, str]] = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_BOT_USERNAME": USERNAME,
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
    }

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[str, float] = defaultdict(float)

    def signed(self, body: bytes) -> dict[str, str]:
        return {"content-type": "application/json", "x-telegram-bot-api-secret-token": SECRET}

    def says(self, user: str, text: str) -> Event:
        return self.update({"message": self.message(user, text)})

    def taps(self, user: str, sent: Sent, number: int) -> Event:
        rows = [[{"text": title, "callback_data": key}] for key, title in sent.buttons]
        message = {**self.message(user, sent.text), "reply_markup": {"inline_keyboard": rows}}
        query = {"id": f"{self.next_event()}", "from": _person(user), "message": message}
        return self.update({"callback_query": {**query, "data": sent.buttons[number][0]}})

    def message(self, user: str, text: str, chat: str = "") -> dict[str, Any]:
        place = (
            {"id": int(chat), "type": "supergroup"}
            if chat
            else {"id": int(user), "type": "private"}
        )
        number = self.next_event()
        return {"message_id": number, "from": _person(user), "chat": place, "text": text}

    def update(self, content: dict[str, Any]) -> Event:
        body = json.dumps({"update_id": 50_000 + self.next_event(), **content}).encode()
        return Event(body, self.signed(body))

    def failure(self) -> RefusedError:
        return _fault(502)

    def crowded(self) -> RefusedError:
        return _fault(429, retry_after=1)

    async def take(self, request: web.Request, content: Any) -> Any:
        token, _, method = request.path.removeprefix("/bot").partition("/")
        if token != TOKEN:
            raise _fault(401)
        if method == "answerCallbackQuery":
            self.calls.acknowledged.append(content["callback_query_id"])
        elif method == "setWebhook":
            self.calls.registered.append(content)
        elif method in ("sendMessage", "sendPhoto"):
            self._show(content, content["caption"] if method == "sendPhoto" else content["text"])
        else:
            raise _fault(404)
        return {"ok": True, "result": True}

    def _show(self, content: dict[str, Any], text: str) -> None:
        chat, now = str(content["chat_id"]), time.monotonic()
        rows = content.get("reply_markup", {}).get("inline_keyboard", [])
        buttons = tuple((b["callback_data"], b["text"]) for row in rows for b in row)
        most = 1024 if "photo" in content else 4096
        fits = 1 <= len(text.encode("utf-16-le")) // 2 <= most
        if not fits or any(not 1 <= len(key.encode()) <= 64 for key, _ in buttons):
            raise _fault(400)
        if "parse_mode" in content or (self.faults.refuse_markup and buttons):
            raise _fault(400)
        if now - self._last[chat] < _SECONDS_A_CHAT:
            raise _fault(429, retry_after=1)
        self._last[chat] = now
        self.show(Sent(chat, text, buttons, content.get("photo", ""), now))


def _person(user: str) -> dict[str, Any]:
    return {"id": int(user), "is_bot": False, "first_name": "Person"}


def _fault(status: int, **parameters: Any) -> RefusedError:
    content: dict[str, Any] = {"ok": False, "error_code": status, "description": "refused"}
    return RefusedError(status, {**content, "parameters": parameters} if parameters else content)
