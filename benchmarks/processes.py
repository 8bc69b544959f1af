"""Servers that are measured: a free port, how much memory they use, an end to them."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import requests
import yaml

from benchmarks.reports import ROOT

_START_SECONDS = 120
CHROMIUM_MISSING = "Chromium is missing. Install it, for example with `apt-get install chromium`."


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def assistant_server() -> Iterator[tuple[str, int]]:
    """This assistant on a free port, with an empty database and without limits; yields address and process id.

    Raises:
        SystemExit: it did not get ready.
    """
    with tempfile.TemporaryDirectory(prefix="assistant-") as folder:
        work = Path(folder)
        write_unlimited_settings(work / "settings.yml", {"state_folder": str(work)})
        store = f"{{type: bot.conversations.ConversationStore, dialect: sqlite, db: '{work}/c.db'}}"
        (work / "endpoints.yml").write_text(f"tracker_store: {store}\n", encoding="utf-8")
        url = f"http://127.0.0.1:{(port := free_port())}"
        command = [sys.executable, "-m", "bot", "serve", "--port", str(port)]
        files = ["--endpoints", f"{work}/endpoints.yml", "--settings", f"{work}/settings.yml"]
        with (work / "log").open("wb") as log:
            process = subprocess.Popen(
                [*command, *files], cwd=ROOT, stdout=log, stderr=log, env=environment()
            )
        try:
            wait_until_ready(url, process, work / "log")
            yield url, process.pid
        finally:
            stop([process])


def wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Waits until a server is ready.

    Raises:
        SystemExit: it does not get ready.
    """
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(f"{url}/ready", timeout=2).ok:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"The server did not get ready:\n{log.read_text(errors='replace')[-2000:]}")


def find_chromium() -> str | None:
    """Where Debian's Chromium is; None where it is missing."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def chromium() -> str:
    """Where Debian's Chromium is.

    Raises:
        SystemExit: it is missing.
    """
    found = find_chromium()
    if found is None:
        raise SystemExit(CHROMIUM_MISSING)
    return found


def environment() -> dict[str, str]:
    """The variables servers are started with: compiled modules are kept, as for a user."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}


def write_unlimited_settings(file: Path, web: Mapping[str, object]) -> None:
    """Writes the assistant's settings without the limits that would stop one machine from measuring.

    Args:
        file: to be written.
        web: settings of the channel `web` besides.
    """
    settings = yaml.safe_load((ROOT / "bot" / "settings.yml").read_text(encoding="utf-8"))
    unlimited = ("requests_per_minute", "messages_per_minute", "sessions_per_minute")
    for part in (settings, settings["web"]):
        part.update({name: 1_000_000 for name in unlimited if name in part})
    settings["web"].update(web)
    file.write_text(yaml.safe_dump(settings), encoding="utf-8")


def resident_mb(pid: int) -> float:
    """Memory a process occupies, in MB; 0 where the system does not say."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    match = re.search(r"VmRSS:\s+(\d+)", status)
    return int(match[1]) / 1024 if match else 0.0


def stop(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ends processes, those that do not listen by force."""
    for process in processes:
        process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
