"""Twilio: SMS, and WhatsApp by way of Twilio."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from multidict import MultiDict
from twilio.request_validator import RequestValidator, get_signature_algorithm

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
from bot.channels.messaging.updates import (
    Call,
    Delivery,
    NotOursError,
    Received,
    RejectedError,
    Update,
    Wish,
)

_SIGNATURE_SETTINGS = "x-twilio-webhooks-signature-settings"
# Whoever calls may name one of these; both need the secret.
_ALGORITHMS = ("HMAC_SHA1", "HMAC_SHA256")
_FORM = "application/x-www-form-urlencoded"
# Whoever can be answered: a telephone number, or somebody on WhatsApp.
_ANSWERABLE = re.compile(r"\+\d{7,15}|whatsapp:\S{3,80}")
# Twilio answers these by itself, and lets nothing through to whoever opted out.
_OPT_OUT = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit"})
_OPT_IN = frozenset({"start", "yes", "unstop", "help", "info"})
_FAILED = ("failed", "undelivered")
_EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_STOPPED, _TOO_MANY = 21610, (20429, 14107, 63018)


class Twilio(Platform):
    """Messages to one account, signed over its public address and every parameter."""

    name = "twilio"
    variables = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")
    base_url = "https://api.twilio.com"
    limits = Limits(text=1600, measure=utf16_units)
    rates = Rates(of_bot=10, of_chat=1)
    # Six parts of an SMS.
    most_characters = 6 * 153

    def __init__(self, secrets: Mapping[str, str], base_url: str = "") -> None:
        """One account.

        Args:
            secrets: by the names in `variables`.
            base_url: of the REST API.
        """
        self._account = secrets["TWILIO_ACCOUNT_SID"]
        self._user = (self._account, secrets["TWILIO_AUTH_TOKEN"])
        self._validator = RequestValidator(secrets["TWILIO_AUTH_TOKEN"])
        self._messages = (
            f"{base_url or self.base_url}/2010-04-01/Accounts/{self._account}/Messages.json"
        )

    def verify(self, delivery: Delivery) -> None:
        """By X-Twilio-Signature; a body that is no form is none of Twilio's messages."""
        if not delivery.headers.get("content-type", "").startswith(_FORM):
            raise NotOursError
        given = delivery.headers.get("x-twilio-signature", "")
        algorithm = get_signature_algorithm(delivery.headers.get(_SIGNATURE_SETTINGS, ""))
        if algorithm not in _ALGORITHMS or not (given and given.isascii()):
            raise RejectedError
        # Every parameter is signed, blank ones and those sent twice too.
        signed = MultiDict(_parameters(delivery))
        if not self._validator.validate(delivery.url, signed, given, algorithm):
            raise RejectedError

    def read(self, delivery: Delivery) -> Received:
        """A message that can be answered; receipts are only counted."""
        sent = dict(_parameters(delivery))
        failed = sent.get("MessageStatus") in _FAILED and sent.get("AccountSid") == self._account
        failures = (sent.get("ErrorCode") or "unknown",) if failed else ()
        return Received(tuple(self._said(sent)), (), _EMPTY, "text/xml", failures=failures)

    def _said(self, sent: Mapping[str, str]) -> list[Update]:
        key, person, to = (sent.get(name, "") for name in ("MessageSid", "From", "To"))
        receipt = "MessageStatus" in sent or sent.get("SmsStatus", "received") != "received"
        if not (key and to) or receipt or sent.get("AccountSid") != self._account:
            return []
        if "Body" not in sent or not _ANSWERABLE.fullmatch(person):
            return []
        wish, text, choice = self._wish(sent, by_sms=not person.startswith("whatsapp:"))
        if wish is None:
            return []
        service = sent.get("MessagingServiceSid", "")
        address = {"To": person, **({"MessagingServiceSid": service} if service else {"From": to})}
        # Somebody who writes to two numbers of ours has two conversations.
        return [Update(key, wish, f"{to} {person}", person, address, text, choice)]

    def _wish(self, sent: Mapping[str, str], by_sms: bool) -> tuple[Wish | None, str, str]:
        text = sent["Body"]
        word = (sent.get("OptOutType") or text).strip().lower()
        if by_sms and word in _OPT_OUT:
            return Wish.LEAVE, "", ""
        if by_sms and word in _OPT_IN:
            return None, "", ""
        chosen = sent.get("ButtonPayload") or sent.get("ListId") or ""
        if is_ours(chosen):
            return Wish.ANSWER, sent.get("ButtonText") or sent.get("ListTitle") or text, chosen
        if text.strip():
            wish = wish_of(text, self.most_characters)
            return wish, text if wish is Wish.ANSWER else "", ""
        if sent.get("MessageType") == "sticker":
            return None, "", ""
        held = sent.get("NumMedia", "0") != "0" or "Latitude" in sent
        return (Wish.UNREADABLE if held else None), "", ""

    def call(self, address: Mapping[str, Any], part: Part) -> Call:
        """A text."""
        return Call(self._messages, form={**address, "Body": part.text}, user=self._user)

    def outcome(self, response: Response) -> Outcome:
        """By the error's code, where there is one."""
        code = fields.mapping(response.content).get("code")
        if 200 <= response.status < 300:
            return DELIVERED
        if code == _STOPPED:
            return Outcome(End.GONE, str(code))
        if code in _TOO_MANY:
            return Outcome(End.AGAIN, str(code))
        outcome = by_status(response)
        return Outcome(outcome.end, str(code), outcome.wait) if isinstance(code, int) else outcome


def _parameters(delivery: Delivery) -> list[tuple[str, str]]:
    return parse_qsl(delivery.body.decode(errors="replace"), keep_blank_values=True)
