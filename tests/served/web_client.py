"""A client of the channel `web`, as a widget would be."""

from __future__ import annotations

import json
import sqlite3
import uuid
from base64 import urlsafe_b64decode
from typing import Any

import requests
from server_process import Server

SITE = "https://newsroom.example"  # on the list of those that may embed the widget


class WebClient:
    """One session."""

    def __init__(self, server: Server) -> None:
        self._server = server
        response = server.post("/web/sessions", {})
        assert response.status_code == 201, response.text
        self.begun: dict[str, Any] = response.json()
        self.headers = {"authorization": f"Bearer {self.begun['token']}"}

    @property
    def session(self) -> str:
        part = self.begun["token"].split(".")[0]
        return str(json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4))))

    def request(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = self.headers | more.pop("headers", {})
        return requests.request(
            method, self._server.url + path, headers=headers, timeout=30, **more
        )

    def post(self, content: Any, path: str = "/web/messages", **more: Any) -> requests.Response:
        return self.request("POST", path, json=content, **more)

    def say(self, text: str, identifier: str | None = None) -> dict[str, Any]:
        return self.send({"text": text}, identifier)

    def send(self, content: dict[str, Any], identifier: str | None = None) -> dict[str, Any]:
        response = self.post({"client_message_id": identifier or uuid.uuid4().hex, **content})
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def history(self) -> list[dict[str, Any]]:
        response = self.request("GET", "/web/messages")
        assert response.status_code == 200, response.text
        messages: list[dict[str, Any]] = response.json()["messages"]
        return messages


def stored(server: Server, session: str) -> list[str]:
    with sqlite3.connect(server.database) as database:
        return [
            row[0]
            for row in database.execute(
                "select data from events where sender_id = ?", (f"web:{session}",)
            )
        ]
