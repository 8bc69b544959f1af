"""Twilio: SMS."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode

from aiohttp import web
from twilio.request_validator import RequestValidator

from tests.platforms.stand_in import PUBLIC_URL, Event, RefusedError, Sent, StandIn

ACCOUNT = "AC" + "0" * 32
TOKEN = "example-auth-token"
URL = f"{PUBLIC_URL}/webhooks/twilio/webhook"


class TwilioStandIn(StandIn):
    name = "twilio"
    environment: ClassVar[Mapping[str, str]] = {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
    }
    patience_seconds = 15.0

    def __init__(self) -> None:
        super().__init__()
        self.stopped: set[str] = set()

    def signed(self, body: bytes) -> dict[str, str]:
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
        signature = RequestValidator(TOKEN).compute_signature(URL, fields)
        kind = "application/x-www-form-urlencoded"
        return {"content-type": kind, "x-twilio-signature": signature}

    def says(self, user: str, text: str) -> Event:
        return self.event(user, Body=text)

    def taps(self, user: str, sent: Sent, number: int) -> Event:
        raise NotImplementedError("an SMS has no buttons")

    def event(self, user: str, **fields: str) -> Event:
        sid = f"SM{self.next_event():032d}"
        plain = {"MessageSid": sid, "SmsStatus": "received", "AccountSid": ACCOUNT, "NumMedia": "0"}
        sent = {**plain, "From": user, "To": "+15550100099", "FromCity": "", **fields}
        body = urlencode(sent).encode()
        return Event(body, self.signed(body))

    def crowded(self) -> RefusedError:
        return _fault(429, 20429)

    async def take(self, request: web.Request, content: Any) -> Any:
        basic = b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {basic}":
            raise _fault(401, 20003)
        if request.path != f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            raise _fault(404, 20404)
        if len(content["Body"].encode("utf-16-le")) // 2 > 1600 or not content["Body"]:
            raise _fault(400, 21617)
        if not (content.get("From") or content.get("MessagingServiceSid")):
            raise _fault(400, 21603)
        if content["To"] in self.stopped:
            raise _fault(400, 21610)
        self.show(Sent(content["To"], content["Body"], at=time.monotonic()))
        return {"sid": f"SM{len(self.sent)}", "status": "queued"}


def _fault(status: int, code: int) -> RefusedError:
    return RefusedError(status, {"code": code, "message": "refused", "status": status})
