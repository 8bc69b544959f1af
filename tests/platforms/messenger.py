"""Messenger: the Send API of a Page."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, ClassVar

from aiohttp import web

from tests.platforms.meta import SECRET, TOKEN, VERIFY_TOKEN, MetaStandIn, check_token, fault
from tests.platforms.stand_in import Event, Sent

PAGE = "200000000000001"


class MessengerStandIn(MetaStandIn):
    name = "messenger"
    environment: ClassVar[Mapping[str, str]] = {
        "MESSENGER_PAGE_TOKEN": TOKEN,
        "MESSENGER_PAGE_ID": PAGE,
        "MESSENGER_APP_SECRET": SECRET,
        "MESSENGER_VERIFY_TOKEN": VERIFY_TOKEN,
    }

    def says(self, user: str, text: str) -> Event:
        return self.batch([self.message(user, {"text": text})])

    def taps(self, user: str, sent: Sent, number: int) -> Event:
        key, title = sent.buttons[number]
        return self.batch([self.message(user, {"text": title, "quick_reply": {"payload": key}})])

    def message(self, user: str, said: dict[str, Any]) -> dict[str, Any]:
        message = {"mid": f"m_standin{self.next_event()}", **said}
        return {"sender": {"id": user}, "recipient": {"id": PAGE}, "message": message}

    def batch(self, events: list[dict[str, Any]]) -> Event:
        return self.event({"object": "page", "entry": [{"id": PAGE, "messaging": events}]})

    async def take(self, request: web.Request, content: Any) -> Any:
        check_token(request)
        if request.path != f"/{PAGE}/messages" or content["messaging_type"] != "RESPONSE":
            raise fault(400, 100)
        message = content["message"]
        replies = message.get("quick_replies", [])
        fits = 1 <= len(message["text"]) <= 2000 and len(replies) <= 13
        for reply in replies:
            fits = fits and len(reply["title"]) <= 20 and len(reply["payload"]) <= 1000
        if not fits or (self.faults.refuse_markup and replies):
            raise fault(400, 100)
        buttons = tuple((reply["payload"], reply["title"]) for reply in replies)
        chat = content["recipient"]["id"]
        self.show(Sent(chat, message["text"], buttons, at=time.monotonic()))
        return {"recipient_id": chat, "message_id": f"m_{len(self.sent)}"}
