"""What is put in front of and around the server, as `deploy/` has it, and as it is really run."""

from __future__ import annotations

import configparser
import json
import re
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator

import pytest
from nginx_front import DEPLOY, NAME, PUBLIC, Front, needs_nginx
from server_process import ROOT, Server, received

from benchmarks.processes import free_port
from tests.platforms.whatsapp import WhatsAppStandIn


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("front")
    settings = {
        "public_url": PUBLIC,
        "trusted_proxies": ["127.0.0.1"],
        "requests_per_minute": 60,
    }
    server = Server(folder, settings=settings, environment=WhatsAppStandIn.environment)
    server.wait()
    proxy = Front(folder, server)
    yield proxy
    proxy.process.terminate()
    proxy.process.wait(timeout=20)
    server.stop()


@needs_nginx
def test_pages_and_links_name_the_public_address(front: Front) -> None:
    status, page = front.send("GET", "/press", source="127.0.0.10")
    assert status == 200
    assert f'rel="canonical" href="{PUBLIC}/press"' in page
    assert "127.0.0.1" not in page
    assert "cache-control: public" in page


@needs_nginx
def test_the_public_site_may_use_the_widget_and_others_may_not(front: Front) -> None:
    for origin, expected in ((PUBLIC, 201), ("https://elsewhere.example", 403)):
        status, _ = front.send("POST", "/web/sessions", {"origin": origin}, {}, "127.0.0.11")
        assert status == expected


@needs_nginx
def test_events_arrive_one_by_one(front: Front) -> None:
    _, begun = front.send("POST", "/web/sessions", content={}, source="127.0.0.12")
    token = json.loads(begun.partition("\r\n\r\n")[2])["token"]
    long = "how many visits, families and patients were there, and why? " * 16
    body = json.dumps({"client_message_id": uuid.uuid4().hex, "text": long[:1000]}).encode()
    head = (
        f"POST /web/messages HTTP/1.1\r\nhost: {NAME}\r\naccept: text/event-stream\r\n"
        f"authorization: Bearer {token}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    with front.connect("127.0.0.12") as connection:
        connection.sendall(head.encode() + body)
        first = b""
        while b"event: typing" not in first:
            first += connection.recv(65536)
        rest = received(connection)
    assert b"event: done" not in first
    assert b"event: message" in rest
    assert b"event: done" in rest


@needs_nginx
def test_each_reader_has_a_share_and_nobody_takes_another_s(front: Front) -> None:
    def ask(source: str, **forged: str) -> int:
        headers = {name.replace("_", "-"): value for name, value in forged.items()}
        return front.send("GET", "/api/v1/areas", headers, source=source)[0]

    statuses = [ask("127.0.0.20", x_forwarded_for="9.9.9.9") for _ in range(61)]
    assert statuses == [200] * 60 + [429]
    assert ask("127.0.0.20", forwarded="for=8.8.8.8") == 429
    assert ask("127.0.0.20", x_forwarded_for="7.7.7.7, 127.0.0.1") == 429
    assert ask("127.0.0.21") == 200


@needs_nginx
def test_platforms_may_send_more_than_readers(front: Front) -> None:
    stand_in = WhatsAppStandIn()
    read = {"id": "wamid.X", "status": "read"}
    event = stand_in.batch([], statuses=[read] * 20_000)
    assert len(event.body) > 700_000
    path = f"/webhooks/{stand_in.name}/webhook"
    content = json.loads(event.body)
    assert front.send("POST", path, content=content, source="127.0.0.14")[0] == 403
    assert front.send("POST", path, dict(event.headers), content, "127.0.0.14")[0] == 200


@needs_nginx
def test_what_is_not_for_the_public_stays_inside(front: Front) -> None:
    assert front.send("GET", "/metrics", source="127.0.0.13")[0] == 403
    assert front.send("GET", "/ready", source="127.0.0.13")[0] == 200
    large = {"question": "x" * 300_000}
    assert front.send("POST", "/api/v1/ask", content=large, source="127.0.0.13")[0] == 413
    with socket.create_connection(("127.0.0.1", front.http), 30) as connection:
        connection.sendall(
            f"GET /press?q=x HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode()
        )
        answer = received(connection).decode()
    assert answer.startswith("HTTP/1.1 308 ")
    assert f"Location: {PUBLIC}/press?q=x" in answer


def test_the_unit_starts_the_server_as_it_can_be_started() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / "assistant.service")
    service = unit["Service"]
    program, *arguments = service["ExecStart"].split()
    assert program == f"{service['WorkingDirectory']}/.venv/bin/python"
    assert service["ReadWritePaths"] == f"{service['WorkingDirectory']}/var"
    assert _starts(arguments) == 0


def test_the_container_starts_as_it_can_be_started_and_tells_its_health(server: Server) -> None:
    content = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
    commands = [json.loads(found) for found in re.findall(r"CMD (\[.*\])", content)]
    health, (program, *arguments) = commands
    assert program == ".venv/bin/python"
    assert _starts(arguments) == 0
    assert re.search(r"^USER (?!root)\w+", content, re.MULTILINE)
    ask = health[-1].replace("5005", str(server.port))
    assert subprocess.run([sys.executable, "-c", ask], check=False).returncode == 0
    nobody = health[-1].replace("5005", str(free_port()))
    silent = subprocess.run([sys.executable, "-c", nobody], check=False, capture_output=True)
    assert silent.returncode != 0


def _starts(arguments: list[str]) -> int:
    """Whether a command line is understood: with `--help` in the end it is read and not run."""
    command = [sys.executable, *arguments, "--help"]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode
