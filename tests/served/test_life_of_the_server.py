from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import requests
from conftest import MODEL, ROOT, Server, free_port


def test_it_finishes_what_is_under_way_and_stops_within_ten_seconds(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.wait()
    answers: list[int] = []

    def ask() -> None:
        response = server.post("/api/v1/ask", {"question": "How many detention visits were there?"})
        answers.append(response.status_code)

    asking = [threading.Thread(target=ask) for _ in range(8)]
    for thread in asking:
        thread.start()
    while not answers:
        time.sleep(0.005)
    started = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - started < 10
    for thread in asking:
        thread.join()
    assert set(answers) == {200}


def test_a_missing_model_is_said_plainly(tmp_path: Path) -> None:
    server = Server(tmp_path, "--model", str(tmp_path / "none.tar.gz"))
    assert server.process.wait(timeout=60) == 1
    assert "make train" in server.log.read_text()


def test_a_broken_model_leaves_the_server_alive_but_not_ready(tmp_path: Path) -> None:
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(MODEL.read_bytes()[:1000])
    server = Server(tmp_path, "--model", str(broken))
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            health = requests.get(f"{server.url}/health", timeout=2)
            break
        except requests.ConnectionError:
            time.sleep(0.1)
    try:
        assert health.status_code == 200
        assert requests.get(f"{server.url}/ready", timeout=5).status_code == 503
        assert server.post("/api/v1/ask", {"question": "hello"}).status_code == 503
        assert (
            server.post("/webhooks/rest/webhook", {"sender": "a", "message": "b"}).status_code
            == 503
        )
    finally:
        server.stop()


def test_a_broken_credentials_file_is_refused_with_a_mend(tmp_path: Path) -> None:
    credentials = tmp_path / "credentials.yml"
    credentials.write_text("bot.channels.rest.NoSuchChannel:\n")
    server = Server(tmp_path, "--credentials", str(credentials))
    assert server.process.wait(timeout=60) == 1
    log = server.log.read_text()
    assert "credentials.yml: bot.channels.rest.NoSuchChannel: there is no such channel" in log
    assert "Traceback" not in log


def test_one_address_cannot_ask_without_end(tmp_path: Path) -> None:
    settings = tmp_path / "settings.yml"
    shutil.copy(ROOT / "bot" / "settings.yml", settings)
    text = settings.read_text().replace("requests_per_minute: 6000", "requests_per_minute: 30")
    settings.write_text(text)
    server = Server(tmp_path, "--settings", str(settings))
    try:
        deadline = time.monotonic() + 60
        statuses: list[int] = []
        while 429 not in statuses and time.monotonic() < deadline:
            try:
                statuses.append(requests.get(f"{server.url}/health", timeout=2).status_code)
            except requests.ConnectionError:
                time.sleep(0.1)
        assert statuses.count(200) == 30
        assert statuses[-1] == 429
    finally:
        server.stop()


def test_an_action_server_of_its_own_gives_the_same_answer(server: Server, tmp_path: Path) -> None:
    port = free_port()
    actions = subprocess.Popen(
        [sys.executable, "-m", "rasa", "run", "actions", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    endpoint = f'action_endpoint: {{url: "http://127.0.0.1:{port}/webhook"}}\n'
    remote = Server(tmp_path, endpoints=endpoint)
    try:
        remote.wait()
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                requests.get(f"http://127.0.0.1:{port}/health", timeout=2)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        question = "How many households with a missing relative got help?"
        assert remote.ask(question) == server.ask(question)
    finally:
        remote.stop()
        actions.terminate()
        actions.wait(timeout=20)
