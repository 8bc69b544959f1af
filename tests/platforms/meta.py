"""What the stand-ins for WhatsApp and Messenger share."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from aiohttp import web

from tests.platforms.stand_in import Event, RefusedError, StandIn

SECRET = "example-app-secret"
VERIFY_TOKEN = "example-verify-token"
TOKEN = "example-token"


class MetaStandIn(StandIn):
    """A platform that signs with an app's secret and answers as the Graph API does."""

    def signed(self, body: bytes) -> dict[str, str]:
        digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        return {"content-type": "application/json", "x-hub-signature-256": f"sha256={digest}"}

    def event(self, content: Any) -> Event:
        # Meta escapes what is not ASCII; the signature is over those very bytes.
        body = json.dumps(content).encode()
        return Event(body, self.signed(body))

    def failure(self) -> RefusedError:
        return fault(500, 2)

    def crowded(self) -> RefusedError:
        return fault(400, 130429 if self.name == "whatsapp" else 613)


def fault(status: int, code: int) -> RefusedError:
    return RefusedError(status, {"error": {"code": code, "message": f"(#{code})"}})


def check_token(request: web.Request) -> None:
    if request.headers.get("authorization") != f"Bearer {TOKEN}":
        raise fault(401, 190)
