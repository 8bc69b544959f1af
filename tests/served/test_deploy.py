"""What is put in front of and around the server, as `deploy/` has it, and as it is really run."""

from __future__ import annotations

import configparser
import datetime
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from server_process import ROOT, Server, received

from benchmarks.processes import free_port
from tests.platforms.whatsapp import WhatsAppStandIn

DEPLOY = ROOT / "deploy"
NAME = "facts.example.org"
PUBLIC = f"https://{NAME}"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
needs_nginx = pytest.mark.skipif(
    NGINX is None and "CI" not in os.environ,
    reason="nginx is missing: apt-get install nginx-light",
)


class Front:
    """nginx with the configuration of `deploy/`, on free ports and with a certificate of its own."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.https, self.http = free_port(), free_port()
        _write_certificate(folder)
        site = (DEPLOY / "nginx.conf").read_text()
        for old, new in (
            ("127.0.0.1:5005", f"127.0.0.1:{server.port}"),
            ("listen 443 ", f"listen 127.0.0.1:{self.https} "),
            ("listen 80;", f"listen 127.0.0.1:{self.http};"),
            (f"/etc/letsencrypt/live/{NAME}/fullchain.pem", str(folder / "certificate.pem")),
            (f"/etc/letsencrypt/live/{NAME}/privkey.pem", str(folder / "key.pem")),
        ):
            assert old in site
            site = site.replace(old, new)
        site = re.sub(r"listen \[::\].*\n", "", site)
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = " ".join(f"{kind}_temp_path {folder / kind};" for kind in kinds)
        # The folder of the tests is readable by whoever runs them only.
        user = "user root;" if os.geteuid() == 0 else ""
        whole = f"{user} pid {folder / 'pid'}; error_log {folder / 'error.log'}; events {{}} http {{ {temporary} {site} }}"
        (folder / "nginx.conf").write_text(whole)
        command = [NGINX or "nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
        self.process = subprocess.Popen([*command, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
        self._context = ssl.create_default_context(cafile=folder / "certificate.pem")
        self._wait()

    def _wait(self) -> None:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.https)) == 0:
                    return
            assert self.process.poll() is None, "nginx did not start"
            time.sleep(0.05)
        pytest.fail("nginx does not answer")

    def connect(self, source: str = "127.0.0.1") -> ssl.SSLSocket:
        plain = socket.create_connection(("127.0.0.1", self.https), 30, (source, 0))
        return self._context.wrap_socket(plain, server_hostname=NAME)

    def send(
        self,
        method: str,
        path: str,
        headers: dict[str, str] | None = None,
        content: Any = None,
        source: str = "127.0.0.1",
    ) -> tuple[int, str]:
        body = b"" if content is None else json.dumps(content).encode()
        sent = {
            "host": NAME,
            "connection": "close",
            "content-length": str(len(body)),
            **(headers or {}),
        }
        if body:
            sent["content-type"] = "application/json"
        head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        with self.connect(source) as connection:
            connection.sendall(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
            answer = received(connection).decode()
        return int(answer.split(" ", 2)[1]), answer


def _write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


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
