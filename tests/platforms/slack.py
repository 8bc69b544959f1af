"""Slack: the Web API, and the addresses under which slash commands are answered."""

from __future__ import annotations

import html
import json
import time
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from tests.platforms.stand_in import Event, RefusedError, Sent, StandIn

TOKEN = "xoxb-example"
SECRET = "example-signing-secret"
BOT = "U0BOT"


class SlackStandIn(StandIn):
    name = "slack"
    environment: ClassVar[Mapping[str, str]] = {
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
    }
    patience_seconds = 3.0

    @property
    def settings(self) -> dict[str, Any]:
        return {"base_url": self.url, "hooks_url": self.url}

    def signed(self, body: bytes) -> dict[str, str]:
        return {"content-type": "application/json", **signature(body, str(int(time.time())))}

    def says(self, user: str, text: str) -> Event:
        return self.event(self.message(user, text))

    def message(self, user: str, text: str, **more: Any) -> dict[str, Any]:
        stamp = f"1767225600.{self.next_event():06d}"
        direct = {"type": "message", "channel": f"D{user}", "channel_type": "im"}
        return {**direct, "user": user, "text": html.escape(text, quote=False), "ts": stamp, **more}

    def event(self, event: dict[str, Any]) -> Event:
        number = self.next_event()
        content = {"type": "event_callback", "event_id": f"Ev{number}", "event": event}
        body = json.dumps({**content, "authorizations": [{"user_id": BOT}]}).encode()
        return Event(body, self.signed(body))

    def taps(self, user: str, sent: Sent, number: int) -> Event:
        key, title = sent.buttons[number]
        action = {"type": "button", "value": key, "text": {"type": "plain_text", "text": title}}
        content = {
            "type": "block_actions",
            "user": {"id": user},
            "channel": {"id": sent.chat},
            "trigger_id": f"1.{self.next_event()}",
            "actions": [action],
        }
        return self.form({"payload": json.dumps(content)})

    def commands(self, user: str, text: str) -> Event:
        fields = {"user_id": user, "channel_id": "C1", "command": "/facts", "text": text}
        place = f"{self.url}/commands/{user}"
        return self.form({**fields, "response_url": place, "trigger_id": f"2.{self.next_event()}"})

    def form(self, fields: dict[str, str]) -> Event:
        body = urlencode(fields).encode()
        kind = "application/x-www-form-urlencoded"
        return Event(body, {**self.signed(body), "content-type": kind})

    def crowded(self) -> RefusedError:
        return RefusedError(429, {"ok": False, "error": "ratelimited"}, {"retry-after": "1"})

    async def take(self, request: web.Request, content: Any) -> Any:
        hook = request.path.startswith(("/commands/", "/actions/"))
        if not hook and request.path != "/api/chat.postMessage":
            raise RefusedError(404, {})
        if not hook and request.headers.get("authorization") != f"Bearer {TOKEN}":
            raise _fault("invalid_auth")
        section, *more = content["blocks"]
        elements = [one for block in more for one in block["elements"]]
        fits = 1 <= len(section["text"]["text"]) <= 3000 and len(elements) <= 25
        for one in elements:
            fits = fits and len(one["text"]["text"]) <= 75 and len(one["value"]) <= 2000
        if not fits or (self.faults.refuse_markup and elements):
            raise _fault("invalid_blocks")
        chat = request.path if hook else content["channel"]
        buttons = tuple((one["value"], one["text"]["text"]) for one in elements)
        shown = html.unescape(section["text"]["text"])
        self.show(Sent(chat, shown, buttons, at=time.monotonic()))
        return "ok" if hook else {"ok": True, "ts": "1"}


def signature(body: bytes, stamp: str) -> dict[str, str]:
    signed = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": signed or ""}


def _fault(error: str) -> RefusedError:
    return RefusedError(200, {"ok": False, "error": error})
