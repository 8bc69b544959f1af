"""What WhatsApp and Messenger share: signature, handshake, faults of the Graph API."""

from __future__ import annotations

from bot.channels.messaging import fields
from bot.channels.messaging.platform import DELIVERED, End, Outcome, Platform, Response, by_status
from bot.channels.messaging.updates import Delivery, RejectedError

GRAPH_URL = "https://graph.facebook.com/v25.0"
_TOO_MANY = frozenset({4, 32, 613, 80007, 130429, 131056})
_WAIT_SECONDS = {131056: 6.0}
# A parameter was not accepted; the text alone may be.
_PARAMETER = frozenset({100, 131008, 131009})


class MetaPlatform(Platform):
    """A platform whose webhooks an app of Meta signs."""

    def __init__(self, app_secret: str, verify_token: str) -> None:
        """One app.

        Args:
            app_secret: signs what comes in.
            verify_token: that Meta names when the webhook is registered.
        """
        self._app_secret = app_secret
        self._verify_token = verify_token

    def verify(self, delivery: Delivery) -> None:
        """By X-Hub-Signature-256 over the raw bytes; no other algorithm counts."""
        given = delivery.headers.get("x-hub-signature-256", "")
        expected = f"sha256={fields.sha256_signature(self._app_secret, delivery.body)}"
        if not fields.same(given, expected):
            raise RejectedError

    def greet(self, delivery: Delivery) -> str:
        """The challenge of whoever knows the token."""
        query = delivery.query
        known = fields.same(query.get("hub.verify_token", ""), self._verify_token)
        if query.get("hub.mode") != "subscribe" or not known:
            raise RejectedError
        return query.get("hub.challenge", "")

    def outcome(self, response: Response) -> Outcome:
        """By the error's code, where there is one."""
        error = fields.mapping(response.content, "error")
        code = error.get("code")
        if not error and 200 <= response.status < 300:
            return DELIVERED
        if not isinstance(code, int):
            return by_status(response)
        if code in _TOO_MANY:
            return Outcome(End.AGAIN, str(code), _WAIT_SECONDS.get(code))
        if code in _PARAMETER:
            return Outcome(End.PLAIN, str(code))
        if response.status >= 500:
            return Outcome(End.AGAIN, str(code))
        return Outcome(End.REFUSED, str(code))
