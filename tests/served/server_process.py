"""A server process for the tests, on a free port and with a database of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from benchmarks.processes import free_port

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "models" / "assistant.tar.gz"
START_SECONDS = 120


class Server:
    """A server process and how to talk to it."""

    def __init__(
        self, folder: Path, *arguments: str, endpoints: str = "", **web_settings: Any
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = folder / "conversations.db"
        self.log = folder / "server.log"
        endpoints_file = folder / "endpoints.yml"
        endpoints_file.write_text(
            "tracker_store: {type: bot.conversations.ConversationStore, dialect: sqlite, "
            f"db: '{self.database}'}}\n{endpoints}"
        )
        self.state_folder = folder / "state"
        settings = yaml.safe_load((ROOT / "bot" / "settings.yml").read_text())
        settings["web"] |= {"state_folder": str(self.state_folder), **web_settings}
        settings_file = folder / "server_settings.yml"
        settings_file.write_text(yaml.safe_dump(settings))
        command = [sys.executable, "-m", "bot", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [
                *command,
                *("--endpoints", str(endpoints_file), "--settings", str(settings_file)),
                *arguments,
            ],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=self.log.open("wb"),
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )

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
            time.sleep(0.1)
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

    def post(self, path: str, content: Any) -> requests.Response:
        return requests.post(self.url + path, json=content, timeout=30)
