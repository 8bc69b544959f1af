"""A server process for the tests, on a free port and with a database of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from prepared import PreparedProcess

from benchmarks.processes import free_port

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "models" / "assistant.tar.gz"
START_SECONDS = 120
# Whoever runs the tests may have services of their own: only those that a test names are used.
for _name in ("DATABASE_URL", "REDIS_URL"):
    os.environ.pop(_name, None)


class Server:
    """A server process and how to talk to it.

    A fresh one is an interpreter of its own, as people start it; others are forked off one that has imported all.
    """

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        endpoints: str = "",
        settings: Mapping[str, Any] | None = None,
        port: int | None = None,
        fresh: bool = False,
        environment: Mapping[str, str] | None = None,
        credentials: Mapping[str, Any] | None = None,
        **web_settings: Any,
    ) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = folder / "conversations.db"
        self.log = folder / "server.log"
        endpoints_file = folder / "endpoints.yml"
        endpoints_file.write_text(
            "tracker_store: {type: bot.conversations.ConversationStore, dialect: sqlite, "
            f"db: '{self.database}'}}\n{endpoints}"
        )
        self.state_folder = folder / "state"
        given = yaml.safe_load((ROOT / "bot" / "settings.yml").read_text()) | dict(settings or {})
        given["web"] |= {"state_folder": str(self.state_folder), **web_settings}
        settings_file = folder / "server_settings.yml"
        settings_file.write_text(yaml.safe_dump(given))
        self.root = ROOT
        if credentials is not None:
            credentials_file = folder / "credentials.yml"
            credentials_file.write_text(yaml.safe_dump(dict(credentials)))
            arguments = ("--credentials", str(credentials_file), *arguments)
        self.command = [
            *(sys.executable, "-m", "bot", "serve"),
            *("--endpoints", str(endpoints_file), "--settings", str(settings_file)),
            *arguments,
            *("--port", str(self.port)),
        ]
        self.process: subprocess.Popen[bytes] | PreparedProcess
        if fresh:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
                stderr=self.log.open("wb"),
                env={**os.environ, "PYTHONWARNINGS": "ignore", **(environment or {})},
            )
        else:
            self.process = PreparedProcess(self.command[3:], self.log, environment or {})

    def wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if requests.get(f"{self.url}/ready", timeout=2).status_code == 200:
                    return
            except requests.ConnectionError:
                pass
            time.sleep(0.05)
        self.stop()
        pytest.fail(f"the server did not get ready:\n{self.log.read_text()}")

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)

    def say(self, sender: str, message: str) -> list[dict[str, Any]]:
        """The replies to a message over the REST channel."""
        response = self.post("/webhooks/rest/webhook", {"sender": sender, "message": message})
        assert response.status_code == 200, response.text
        replies: list[dict[str, Any]] = response.json()
        return replies

    def ask(self, question: str) -> dict[str, Any]:
        """The record of the answer to a question that stands alone."""
        response = self.post("/api/v1/ask", {"question": question})
        assert response.status_code == 200, response.text
        record: dict[str, Any] = response.json()
        return record

    def post(self, path: str, content: Any, **more: Any) -> requests.Response:
        return requests.post(self.url + path, json=content, timeout=30, **more)

    def get(self, path: str, **more: Any) -> requests.Response:
        return requests.get(self.url + path, timeout=30, **more)

    def get_status(self, path: str) -> int | None:
        """The status of an address; None while nobody answers, or once the process has ended."""
        time.sleep(0.05)
        try:
            return self.get(path).status_code
        except requests.ConnectionError:
            assert self.process.poll() is None, self.log.read_text()
            return None

    def raw(self, sent: bytes) -> bytes:
        """All that comes back for these very bytes until the connection is closed."""
        with self.connect() as connection:
            connection.sendall(sent)
            return received(connection)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)


def received(connection: socket.socket) -> bytes:
    """What comes until the other side closes the connection."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)
