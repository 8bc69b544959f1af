"""What happens to those who ask when something around the server fails."""

from __future__ import annotations

import contextlib
import resource
import signal
import sqlite3
import subprocess
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from server_process import MODEL, Server, received
from web_client import WebClient, stored

SECRET = "plainlyunmistakable"
QUESTION = f"how many {SECRET} detention visits were there?"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    """A server that only one test breaks."""
    running = Server(tmp_path)
    running.wait()
    yield running
    running.stop()


@contextmanager
def locked(server: Server) -> Iterator[None]:
    holder = sqlite3.connect(server.database, isolation_level=None)
    holder.execute("begin immediate")
    try:
        yield
    finally:
        holder.execute("rollback")
        holder.close()


def on_disk(server: Server) -> bytes:
    return b"".join(
        file.read_bytes()
        for folder in (server.database.parent, server.state_folder)
        for file in folder.rglob("*")
        if file.is_file()
    )


def test_a_message_that_cannot_be_kept_is_refused_and_its_retry_answered_once(own: Server) -> None:
    client, identifier = WebClient(own), uuid.uuid4().hex
    content = {"client_message_id": identifier, "text": QUESTION}
    with locked(own):
        refused = client.post(content)
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 0
        assert "1,376" not in refused.text
        rest = own.post("/webhooks/rest/webhook", {"sender": "a", "message": QUESTION})
        assert rest.status_code == 503
        assert int(rest.headers["retry-after"]) > 0
        stream = client.post(content, headers={"accept": "text/event-stream"})
        assert "event: problem" in stream.text
        # The rest of the service goes on, and says how it is.
        assert own.get("/health").status_code == 200
        assert own.get("/ready").status_code == 503
        assert own.ask("how many detention visits?")["status"] == "answered"
        assert "assistant_store_failures_total 0.0" not in own.get("/metrics").text
    assert own.get("/ready").status_code == 200
    answers = [client.post(content).json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert [one["text"] for one in client.history() if one["role"] == "user"] == [QUESTION]
    log = own.log.read_text()
    assert "conversations cannot be kept" in log
    for private in (SECRET, client.session, "1,376", "Traceback"):
        assert private not in log


def test_a_session_whose_deletion_fails_can_ask_again(own: Server) -> None:
    client = WebClient(own)
    client.say(QUESTION)
    with locked(own):
        refused = client.request("DELETE", "/web/sessions")
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 0
        said = client.post({"client_message_id": uuid.uuid4().hex, "text": "forget me"})
        assert "deleted" not in said.text
    assert stored(own, client.session)
    assert own.get("/ready").status_code == 200
    assert client.request("DELETE", "/web/sessions").json()["forgotten"]
    assert stored(own, client.session) == []
    assert client.request("GET", "/web/messages").status_code == 401


@pytest.mark.parametrize("way", ["button", "words"])
def test_nothing_of_a_forgotten_conversation_is_left_on_disk(own: Server, way: str) -> None:
    client, other = WebClient(own), WebClient(own)
    for _ in range(5):
        client.say(QUESTION)
        other.say("how many families were helped?")
    assert SECRET.encode() in on_disk(own)
    if way == "button":
        client.request("DELETE", "/web/sessions")
    else:
        client.say("please forget me")
    assert SECRET.encode() not in on_disk(own)
    own.stop()
    assert SECRET.encode() not in on_disk(own)
    assert b"families were helped" in on_disk(own)


def test_a_database_that_is_damaged_is_told_and_another_one_taken(tmp_path: Path) -> None:
    (tmp_path / "conversations.db").write_bytes(b"this is no database" * 1000)
    server = Server(tmp_path)
    try:
        while server.get_status("/health") != 200:
            pass
        assert server.get("/ready").status_code == 503
        message = {"sender": "a", "message": "how many detention visits?"}
        assert server.post("/webhooks/rest/webhook", message).status_code == 503
        server.database.unlink()
        assert server.get("/ready").status_code == 200
        assert "1,376" in server.say("a", "how many detention visits?")[0]["text"]
    finally:
        server.stop()
    assert "Traceback" not in server.log.read_text()


def test_a_second_server_on_the_same_files_is_refused_in_one_sentence(
    own: Server, tmp_path: Path
) -> None:
    second = subprocess.Popen(
        [*own.command[:-2], *("--port", "0")], stderr=subprocess.PIPE, cwd=own.root, text=True
    )
    _, said = second.communicate(timeout=60)
    assert second.returncode == 1
    lines = [line for line in said.splitlines() if not line.startswith("{")]
    assert len(lines) == 1
    assert "Another server already uses" in lines[0]
    assert "1,376" in own.say("a", "how many detention visits?")[0]["text"]


def test_a_port_in_use_is_told_in_one_sentence(own: Server, tmp_path: Path) -> None:
    folder = tmp_path / "second"
    folder.mkdir()
    second = Server(folder, port=own.port)
    assert second.process.wait(timeout=60) == 1
    said = second.log.read_text().splitlines()
    assert len(said) == 1
    assert f"Port {own.port}" in said[0]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_what_is_under_way_is_finished_when_the_server_is_told_to_stop(
    own: Server, how: signal.Signals
) -> None:
    sent = threading.Barrier(31)

    def ask(number: int) -> bytes:
        body = b'{"sender": "%d", "message": "how many detention visits?"}' % number
        with own.connect() as connection:
            connection.sendall(
                b"POST /webhooks/rest/webhook HTTP/1.1\r\nHost: localhost\r\n"
                b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                % (len(body), body)
            )
            sent.wait(timeout=60)
            # Read until the server closes: it says so, and closes when it has answered.
            return received(connection)

    with ThreadPoolExecutor(30) as pool:
        asking = [pool.submit(ask, number) for number in range(30)]
        sent.wait(timeout=60)
        own.process.send_signal(how)
        answers = [one.result() for one in asking]
    assert own.process.wait(timeout=30) == 0
    assert [answer.split(b"\r\n", 1)[0] for answer in answers] == [b"HTTP/1.1 200 OK"] * 30
    assert all(b"1,376" in answer and b"connection: close" in answer for answer in answers)


def test_a_slow_request_is_given_up_however_busily_it_trickles(tmp_path: Path) -> None:
    server = Server(tmp_path, settings={"request_seconds": 2})
    server.wait()
    try:
        with server.connect() as connection:
            connection.sendall(b"POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\n")
            stop = threading.Event()

            def trickle() -> None:
                while not stop.wait(0.2):
                    try:
                        connection.sendall(b"X-A: b\r\n")
                    except OSError:
                        return

            trickling = threading.Thread(target=trickle)
            trickling.start()
            answer = received(connection)
            stop.set()
            trickling.join()
        assert b"408" in answer.split(b"\r\n", 1)[0]
    finally:
        server.stop()


def test_beyond_what_can_be_answered_in_time_others_are_asked_to_wait(tmp_path: Path) -> None:
    server = Server(tmp_path, settings={"most_under_way": 4})
    server.wait()
    try:
        with ThreadPoolExecutor(40) as pool:
            content = {"question": "how many detention visits?"}
            asked = [pool.submit(server.post, "/api/v1/ask", content) for _ in range(200)]
            responses = [one.result() for one in asked]
        assert {one.status_code for one in responses} == {200, 503}
        refused = [one for one in responses if one.status_code == 503]
        assert all(int(one.headers["retry-after"]) > 0 for one in refused)
        assert server.ask("how many detention visits?")["status"] == "answered"
    finally:
        server.stop()


def test_no_message_makes_others_wait(server: Server) -> None:
    """However heavy the messages are, whoever looks at the server's health is answered before any of them."""
    heavy = ("how many visitz, famlies and pepole 12 34½ XVII were there and why? " * 60)[:4000]
    answered: list[str] = []

    def ask() -> None:
        assert server.post("/api/v1/ask", {"question": heavy}).status_code == 200
        answered.append("message")

    asking = [threading.Thread(target=ask) for _ in range(6)]
    for thread in asking:
        thread.start()
    while any(thread.is_alive() for thread in asking):
        assert requests.get(f"{server.url}/health", timeout=10).status_code == 200
        answered.append("health")
    for thread in asking:
        thread.join()
    assert answered.count("message") == 6
    assert answered.index("message") > 6


def test_the_same_id_with_another_text_is_refused(web: Server) -> None:
    client, identifier = WebClient(web), uuid.uuid4().hex
    client.say("how many detention visits?", identifier)
    other = client.post({"client_message_id": identifier, "text": "how many families?"})
    assert other.status_code == 409
    assert "1,376" in client.say("how many detention visits?", identifier)["messages"][0]["text"]


def test_a_secret_that_is_too_short_is_refused_wherever_it_comes_from(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "web_secret").write_text("x")
    server = Server(tmp_path)
    assert server.process.wait(timeout=60) == 1
    log = server.log.read_text()
    assert "at least 32 characters" in log
    assert "Traceback" not in log
    assert MODEL.is_file()


def test_a_server_without_descriptors_recovers_once_it_has_some(tmp_path: Path) -> None:
    running = Server(tmp_path, fresh=True)
    running.wait()
    client = WebClient(running)
    client.say("How many detention visits were made?")
    number = running.process.pid
    used = len(list(Path(f"/proc/{number}/fd").iterdir()))
    resource.prlimit(number, resource.RLIMIT_NOFILE, (used + 8, used + 8))
    identifier = uuid.uuid4().hex
    content = {"client_message_id": identifier, "text": "How many inmates got TB treatment?"}
    taken = [running.connect() for _ in range(40)]
    try:
        with contextlib.suppress(requests.RequestException):
            refused = requests.post(
                f"{running.url}/web/messages", json=content, headers=client.headers, timeout=2
            )
            assert refused.status_code in (200, 503)
    finally:
        for one in taken:
            one.close()
    answer = client.post(content)
    assert answer.status_code == 200, answer.text
    assert "2,700" in answer.json()["messages"][0]["text"]
    said = [one["id"] for one in client.history() if one["role"] == "user"]
    assert said.count(identifier) == 1
    assert running.stop() == 0
    assert "Traceback" not in running.log.read_text()
