"""Viber: the REST API of a bot, whose errors are HTTP 200 with a status of their own."""

from __future__ import annotations

import hashlib
import hmac
import html
import json
import time
from collections.abc import Mapping
from typing import Any, ClassVar

from aiohttp import web

from tests.platforms.stand_in import Event, RefusedError, Sent, StandIn

TOKEN = "example-viber-token"


class ViberStandIn(StandIn):
    name = "viber"
    environment: ClassVar[Mapping[str, str]] = {
        "VIBER_AUTH_TOKEN": TOKEN,
        "VIBER_BOT_NAME": "Facts",
    }

    def __init__(self) -> None:
        super().__init__()
        self.left: set[str] = set()

    def signed(self, body: bytes) -> dict[str, str]:
        digest = hmac.new(TOKEN.encode(), body, hashlib.sha256).hexdigest()
        return {"content-type": "application/json", "x-viber-content-signature": digest}

    def says(self, user: str, text: str) -> Event:
        message = {"type": "text", "text": text}
        return self.event({"event": "message", "sender": {"id": user}, "message": message})

    def taps(self, user: str, sent: Sent, number: int) -> Event:
        return self.says(user, sent.buttons[number][0])

    def event(self, content: dict[str, Any]) -> Event:
        token = 5_741_311_803_571_721_000 + self.next_event()
        body = json.dumps({"message_token": token, **content}, ensure_ascii=False).encode()
        return Event(body, self.signed(body))

    def failure(self) -> RefusedError:
        return RefusedError(500, {})

    def crowded(self) -> RefusedError:
        return _fault(12)

    async def take(self, request: web.Request, content: Any) -> Any:
        if request.headers.get("x-viber-auth-token") != TOKEN:
            raise _fault(2)
        if request.path == "/pa/set_webhook":
            self.calls.registered.append(content)
        elif request.path == "/pa/send_message":
            self._show(content, len(await request.read()))
        else:
            raise RefusedError(404, {})
        return {"status": 0, "status_message": "ok", "message_token": 1}

    def _show(self, content: dict[str, Any], length: int) -> None:
        buttons = content.get("keyboard", {}).get("Buttons", [])
        named = 1 <= len(content["sender"]["name"]) <= 28
        if not named or not 1 <= len(content["text"]) <= 7000 or length > 30_000:
            raise _fault(3)
        if len(buttons) > 12 or (self.faults.refuse_markup and buttons):
            raise _fault(3)
        if content["receiver"] in self.left:
            raise _fault(6)
        shown = tuple((b["ActionBody"], html.unescape(b["Text"])) for b in buttons)
        sent = Sent(content["receiver"], content["text"], shown, at=time.monotonic())
        self.show(sent)


def _fault(status: int) -> RefusedError:
    return RefusedError(200, {"status": status, "status_message": "refused"})
