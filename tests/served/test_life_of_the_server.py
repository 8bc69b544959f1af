from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from server_process import MODEL, ROOT, START_SECONDS, Server

from benchmarks.processes import free_port
from bot.channels.web_sessions import SECRET_VARIABLE


def test_it_finishes_what_is_under_way_and_stops_within_ten_seconds(tmp_path: Path) -> None:
    server = Server(tmp_path, fresh=True)
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
    server = Server(tmp_path, "--model", str(tmp_path / "none.tar.gz"), fresh=True)
    assert server.process.wait(timeout=60) == 1
    assert "make train" in server.log.read_text()


def test_a_broken_model_leaves_the_server_alive_but_not_ready(tmp_path: Path) -> None:
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(MODEL.read_bytes()[:1000])
    server = Server(tmp_path, "--model", str(broken), fresh=True)
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
    server = Server(tmp_path, "--credentials", str(credentials), fresh=True)
    assert server.process.wait(timeout=60) == 1
    log = server.log.read_text()
    assert "credentials.yml: bot.channels.rest.NoSuchChannel: there is no such channel" in log
    assert "Traceback" not in log


def test_connectors_of_rasas_own_are_not_served(tmp_path: Path) -> None:
    server = Server(tmp_path, credentials={"telegram": {"access_token": "x"}})
    assert server.process.wait(timeout=60) == 1
    log = server.log.read_text()
    assert "telegram: Rasa's own connectors are not served" in log
    assert "Traceback" not in log


def test_one_address_cannot_ask_without_end(tmp_path: Path) -> None:
    server = Server(tmp_path, settings={"requests_per_minute": 30})
    try:
        server.wait()
        responses = [server.get("/api/v1/areas") for _ in range(31)]
        assert [one.status_code for one in responses] == [200] * 30 + [429]
        assert 1 <= int(responses[-1].headers["retry-after"]) <= 60
        # A person is told on a page, a program in a document; whoever watches the server is not counted.
        page = server.get("/press", headers={"accept": "text/html,*/*"})
        assert page.status_code == 429
        assert page.headers["content-type"].startswith("text/html")
        assert int(page.headers["retry-after"]) >= 1
        assert "Wait a minute" in page.text
        for path in ("/health", "/ready", "/metrics"):
            assert {server.get(path).status_code for _ in range(40)} == {200}
    finally:
        server.stop()


@pytest.fixture(scope="module")
def action_server() -> Iterator[str]:
    """The endpoints.yml line of a running `rasa run actions`."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "rasa", "run", "actions", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(f"http://127.0.0.1:{port}/health")
    yield f'action_endpoint: {{url: "http://127.0.0.1:{port}/webhook"}}\n'
    process.terminate()
    process.wait(timeout=20)


def wait_for(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            requests.get(url, timeout=2)
            return
        except requests.ConnectionError:
            time.sleep(0.1)
    pytest.fail(f"nothing answers at {url}")


def test_an_action_server_of_its_own_gives_the_same_answer(
    server: Server, action_server: str, tmp_path: Path
) -> None:
    remote = Server(tmp_path, endpoints=action_server)
    try:
        remote.wait()
        question = "How many households with a missing relative got help?"
        assert remote.ask(question) == server.ask(question)
    finally:
        remote.stop()


def test_plain_rasa_run_serves_the_same_channel(action_server: str, tmp_path: Path) -> None:
    port = free_port()
    endpoints = tmp_path / "endpoints.yml"
    endpoints.write_text(action_server)
    command = [sys.executable, "-m", "rasa", "run", "--port", str(port), "--model", str(MODEL)]
    process = subprocess.Popen(
        [*command, "--endpoints", str(endpoints), "--credentials", str(ROOT / "credentials.yml")],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        content = {
            "sender": "a",
            "message": "How many households with a missing relative got help?",
        }
        assert "more than 3,000" in requests.post(url, json=content, timeout=30).json()[0]["text"]
        assert requests.post(url, json={"message": "hello"}, timeout=30).status_code == 400
    finally:
        process.terminate()
        process.wait(timeout=20)


def knows_localhost() -> bool:
    try:
        return bool(socket.getaddrinfo("localhost", None))
    except OSError:
        return False


@pytest.mark.skipif(
    not (knows_localhost() or "CI" in os.environ),
    reason="`rasa shell` talks to its own server by the name localhost, which this machine does not know: add the "
    "line `127.0.0.1 localhost` to /etc/hosts",
)
def test_rasa_shell_answers_in_the_terminal(action_server: str, tmp_path: Path) -> None:
    endpoints = tmp_path / "endpoints.yml"
    endpoints.write_text(action_server)
    command = [
        sys.executable,
        "-m",
        "rasa",
        "shell",
        "--model",
        str(MODEL),
        "--port",
        str(free_port()),
    ]
    shell = subprocess.run(
        [*command, "--endpoints", str(endpoints)],
        cwd=ROOT,
        input="How many households with a missing relative got help?\n/stop\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "more than 3,000" in shell.stdout


def test_the_terminal_answers(tmp_path: Path) -> None:
    chat = subprocess.run(
        [sys.executable, "-m", "bot", "chat"],
        cwd=ROOT,
        input="How many households with a missing relative got help?\n\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "automated assistant" in chat.stdout
    assert "more than 3,000" in chat.stdout
    assert "Traceback" not in chat.stderr


KEY = "a key that is long enough for every process"


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (
            ("--workers", "2"),
            {},
            "2 processes need a database that they can share. Set DATABASE_URL",
        ),
        ((), {"DATABASE_URL": "postgresql://db/facts"}, "DATABASE_URL is set and REDIS_URL is not"),
        ((), {"REDIS_URL": "redis://cache"}, "REDIS_URL is set and DATABASE_URL is not"),
        (
            ("--workers", "2"),
            {
                "DATABASE_URL": "mysql://db/facts",
                "REDIS_URL": "redis://cache",
                SECRET_VARIABLE: KEY,
            },
            "DATABASE_URL is not the address of a PostgreSQL database",
        ),
        (
            ("--workers", "2"),
            {
                "DATABASE_URL": "postgresql://u:hidden@127.0.0.1:1/facts",
                "REDIS_URL": "redis://cache",
                SECRET_VARIABLE: KEY,
            },
            "DATABASE_URL names cannot be used",
        ),
        (
            ("--workers", "2"),
            {
                "DATABASE_URL": "postgresql://db/facts",
                "REDIS_URL": "redis://cache",
                SECRET_VARIABLE: "",
            },
            "ASSISTANT_WEB_SECRET is not set. Processes that share a database need the same key",
        ),
    ],
)
def test_half_a_set_of_services_is_refused_in_one_sentence(
    arguments: tuple[str, ...], environment: dict[str, str], said: str, tmp_path: Path
) -> None:
    server = Server(tmp_path, *arguments, environment=environment, fresh=True)
    assert server.process.wait(timeout=60) == 1
    told = [line for line in server.log.read_text().splitlines() if not line.startswith("{")]
    assert len(told) == 1
    assert said in told[0]
    assert "hidden" not in told[0]
