"""nginx as `deploy/nginx.conf` configures it, before servers of the tests."""

from __future__ import annotations

import datetime
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from server_process import ROOT, Server, received

from benchmarks.processes import free_port

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

    def __init__(self, folder: Path, *servers: Server) -> None:
        self.https, self.http = free_port(), free_port()
        _write_certificate(folder)
        site = (DEPLOY / "nginx.conf").read_text()
        for old, new in (
            ("server 127.0.0.1:5005;", " ".join(f"server 127.0.0.1:{s.port};" for s in servers)),
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
