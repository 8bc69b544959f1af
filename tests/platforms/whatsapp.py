"""WhatsApp: the Cloud API."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, ClassVar

from aiohttp import web

from tests.platforms.meta import SECRET, TOKEN, VERIFY_TOKEN, MetaStandIn, check_token, fault
from tests.platforms.stand_in import Event, Sent

NUMBER = "900000000000001"


class WhatsAppStandIn(MetaStandIn):
    name = "whatsapp"
    environment: ClassVar[Mapping[str, str]] = {
        "WHATSAPP_ACCESS_TOKEN": TOKEN,
        "WHATSAPP_PHONE_NUMBER_ID": NUMBER,
        "WHATSAPP_APP_SECRET": SECRET,
        "WHATSAPP_VERIFY_TOKEN": VERIFY_TOKEN,
    }

    def says(self, user: str, text: str) -> Event:
        return self.batch([self.message(user, {"type": "text", "text": {"body": text}})])

    def taps(self, user: str, sent: Sent, number: int) -> Event:
        key, title = sent.buttons[number]
        reply = {"id": key, "title": title[:24]}
        chosen = {"type": "interactive", "interactive": {"type": "list_reply", "list_reply": reply}}
        return self.batch([self.message(user, chosen)])

    def message(self, user: str, said: dict[str, Any]) -> dict[str, Any]:
        number = self.next_event()
        return {"from": user, "id": f"wamid.STANDIN{number}", "timestamp": "1767225600", **said}

    def batch(self, messages: list[dict[str, Any]], **more: Any) -> Event:
        users = list(dict.fromkeys(one["from"] for one in messages))
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "15550100099", "phone_number_id": NUMBER},
            "contacts": [{"wa_id": user, "profile": {"name": "Person"}} for user in users],
            "messages": messages,
            **more,
        }
        changes = [{"field": "messages", "value": value}]
        entry = [{"id": "800000000000001", "changes": changes}]
        return self.event({"object": "whatsapp_business_account", "entry": entry})

    def receipt(self, user: str, status: str, code: int | None = None) -> Event:
        told: dict[str, Any] = {"id": "wamid.SENT", "status": status, "recipient_id": user}
        if code is not None:
            told["errors"] = [{"code": code, "title": "not delivered"}]
        return self.batch([], statuses=[told])

    async def take(self, request: web.Request, content: Any) -> Any:
        check_token(request)
        if request.path != f"/{NUMBER}/messages" or content["messaging_product"] != "whatsapp":
            raise fault(400, 100)
        chat = content.get("to") or content["recipient"]
        sent = _read(chat, content)
        if self.faults.refuse_markup and sent.buttons:
            raise fault(400, 131009)
        self.show(sent)
        return {"messages": [{"id": f"wamid.{len(self.sent)}"}]}


def _read(chat: str, content: dict[str, Any]) -> Sent:
    kind, now = content["type"], time.monotonic()
    if kind == "text":
        return Sent(chat, _within(content["text"]["body"], 4096), at=now)
    if kind == "image":
        image = content["image"]
        return Sent(chat, _within(image["caption"], 1024), image=image["link"], at=now)
    interactive = content["interactive"]
    (section,) = interactive["action"]["sections"]
    rows = section["rows"]
    _within(interactive["action"]["button"], 20)
    for row in rows:
        _within(row["id"], 200)
        _within(row["title"], 24)
        _within(row["description"], 72)
    if len(rows) > 10 or len({row["id"] for row in rows}) < len(rows):
        raise fault(400, 131009)
    buttons = tuple((row["id"], row["description"]) for row in rows)
    return Sent(chat, _within(interactive["body"]["text"], 4096), buttons, at=now)


def _within(text: str, limit: int) -> str:
    if not 1 <= len(text) <= limit:
        raise fault(400, 131009)
    return text
