"""Slack: the Events API, buttons and a slash command."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from slack_sdk.signature import Clock, SignatureVerifier

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

_MENTION = re.compile(r"<@[A-Z0-9]+(\|[^>]*)?>")
_LINK = re.compile(r"<([^>|]+)\|([^>]+)>|<(https?:[^>]+)>")
# A little less than a section takes.
_SECTION = 2900
_READ_SUBTYPES = ("", "file_share")
_TOO_MANY = ("ratelimited", "rate_limited")
_MARKUP = ("invalid_blocks", "invalid_blocks_format", "msg_too_long", "invalid_attachments")
_HOOKS_URL = "https://hooks.slack.com"
_HOOKS = ("/actions/", "/commands/", "/app/")


class Slack(Platform):
    """Direct messages, mentions in channels (answered in a thread), buttons, and a slash command."""

    name = "slack"
    variables = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")
    base_url = "https://slack.com"
    limits = Limits(
        text=_SECTION,
        measure=lambda text: len(_escaped(text)),
        buttons=10,
        title=75,
        text_with_buttons=_SECTION,
    )
    rates = Rates(of_bot=20, of_chat=1)

    urls = ("base_url", "hooks_url")

    def __init__(
        self, secrets: Mapping[str, str], base_url: str = "", hooks_url: str = _HOOKS_URL
    ) -> None:
        """One app.

        Args:
            secrets: by the names in `variables`.
            base_url: of the Web API.
            hooks_url: where slash commands are answered; a request does not choose another host.
        """
        self._api = f"{base_url or self.base_url}/api/chat.postMessage"
        self._hooks = hooks_url
        self._secret = secrets["SLACK_SIGNING_SECRET"]
        self._headers = {"authorization": f"Bearer {secrets['SLACK_BOT_TOKEN']}"}

    def verify(self, delivery: Delivery) -> None:
        """By the v0 signature over the raw bytes and a time not older than five minutes."""
        verifier = SignatureVerifier(self._secret, clock=_At(delivery.now))
        stamp = delivery.headers.get("x-slack-request-timestamp", "")
        given = delivery.headers.get("x-slack-signature", "")
        try:
            # slack_sdk compares texts, which may hold ASCII only, and expects a number.
            good = given.isascii() and verifier.is_valid(delivery.body.decode(), stamp, given)
        except (ValueError, TypeError):
            good = False
        if not good:
            raise RejectedError

    def read(self, delivery: Delivery) -> Received:
        """An event, a tapped button or a slash command."""
        if delivery.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            form = dict(parse_qsl(delivery.body.decode(errors="replace"), keep_blank_values=True))
            if "payload" in form:
                return Received(tuple(self._tapped(fields.json_of(form["payload"].encode()))))
            return Received(tuple(self._commanded(form)))
        content = fields.json_of(delivery.body)
        if fields.text(content, "type") == "url_verification":
            return Received(body=fields.text(content, "challenge"))
        if fields.text(content, "type") != "event_callback":
            return Received()
        return Received(tuple(self._said(content)))

    def _said(self, content: dict[str, Any]) -> list[Update]:
        event = fields.mapping(content, "event")
        kind, channel = fields.text(event, "type"), fields.text(event, "channel")
        user, stamp = fields.text(event, "user"), fields.text(event, "ts")
        direct = kind == "message" and fields.text(event, "channel_type") == "im"
        ours = {fields.text(one, "user_id") for one in fields.items(content, "authorizations")}
        if not (channel and user and stamp) or "bot_id" in event or user in ours:
            return []
        if (
            not (direct or kind == "app_mention")
            or fields.text(event, "subtype") not in _READ_SUBTYPES
        ):
            return []
        address = {"channel": channel}
        if not direct:
            address["thread_ts"] = fields.text(event, "thread_ts") or stamp
        text = _plain(fields.text(event, "text"))
        wish = wish_of(text, self.most_characters) if text else Wish.HELP
        if not text and event.get("files"):
            wish = Wish.UNREADABLE
        if wish is None:
            return []
        # A mention comes twice, as two events about one message.
        key = f"message {channel} {stamp}"
        return [Update(key, wish, channel, user, address, text if wish is Wish.ANSWER else "")]

    def _tapped(self, content: Any) -> list[Update]:
        actions = fields.items(content, "actions")
        chosen = fields.text(actions[0], "value") if actions else ""
        user, channel = fields.text(content, "user", "id"), fields.text(content, "channel", "id")
        key = fields.text(content, "trigger_id") or fields.text(
            actions[0] if actions else {}, "action_ts"
        )
        if fields.text(content, "type") != "block_actions" or not (user and channel and key):
            return []
        if not is_ours(chosen):
            return []
        address = {"channel": channel}
        thread = fields.text(content, "container", "thread_ts")
        if thread:
            address["thread_ts"] = thread
        title = fields.text(actions[0], "text", "text")
        return [Update(f"tap {key}", Wish.ANSWER, channel, user, address, title, chosen)]

    def _commanded(self, form: Mapping[str, str]) -> list[Update]:
        user, channel, key = (
            form.get(name, "") for name in ("user_id", "channel_id", "trigger_id")
        )
        path = _path(form.get("response_url", ""))
        if not (user and channel and key and form.get("command")) or not path.startswith(_HOOKS):
            return []
        text = _plain(form.get("text", ""))
        wish = wish_of(text, self.most_characters) if text else Wish.HELP
        if wish is None:
            return []
        kept = text if wish is Wish.ANSWER else ""
        return [Update(f"command {key}", wish, channel, user, {"hook": path}, kept)]

    def call(self, address: Mapping[str, Any], part: Part) -> Call:
        """A message of blocks, its text beside them for notifications."""
        content: dict[str, Any] = {
            "text": _escaped(part.text),
            "blocks": [_section(part.text)],
            "unfurl_links": False,
            "unfurl_media": False,
        }
        if part.buttons:
            elements = [
                {
                    "type": "button",
                    "action_id": f"suggestion-{number}",
                    "value": key,
                    "text": {"type": "plain_text", "text": title, "emoji": False},
                }
                for number, (key, title) in enumerate(part.buttons, start=1)
            ]
            content["blocks"].append({"type": "actions", "elements": elements})
        if "hook" in address:
            url = f"{self._hooks}{address['hook']}"
            return Call(url, json={**content, "response_type": "ephemeral"})
        return Call(self._api, json={**content, **address}, headers=self._headers)

    def outcome(self, response: Response) -> Outcome:
        """By `ok` and the error's name."""
        content = fields.mapping(response.content)
        error = fields.text(content, "error")
        if response.status == 200 and (content.get("ok") is True or not content):
            return DELIVERED
        if error in _TOO_MANY:
            return Outcome(End.AGAIN, error)
        if error in _MARKUP:
            return Outcome(End.PLAIN, error)
        if response.status == 200:
            return Outcome(End.REFUSED, error or "body")
        return by_status(response)


class _At(Clock):
    """The time at which a request came."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def now(self) -> float:
        return self._seconds


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(text: str) -> str:
    """What was written, without mentions and Slack's marks."""
    text = _LINK.sub(lambda found: found[2] or found[3], _MENTION.sub(" ", text))
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()
