"""HTTP as the standard has it: what can be read in two ways is refused, what can be read is readable by all."""

from __future__ import annotations

import socket

import pytest
import requests
from server_process import Server, received

HEAD = b"POST /api/v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: -1\r\n",
        b"Content-Length: +2\r\n",
        b"Content-Length: abc\r\n",
        b"Content-Length: 3_1\r\n",
        b"Content-Length: 0x2\r\n",
        b"Content-Length: 2, 2\r\n",
        b"Content-Length: \r\n",
        b"Content-Length: \xc2\xb2\r\n",
        b"Content-Length: 99999999999999999999999999\r\n",
        b"Content-Length: 2\r\nContent-Length: 2\r\n",
        b"Content-Length: 2\r\nContent-Length: 3\r\n",
        b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: gzip\r\n",
        b"Transfer-Encoding: chunked, chunked\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Host: elsewhere\r\nContent-Length: 2\r\n",
        b"Content-Length : 2\r\n",
        b"X\x00Y: 2\r\nContent-Length: 2\r\n",
        b"X: a\x00b\r\nContent-Length: 2\r\n",
        b"X: a\nContent-Length: 2\r\n",
        b": 2\r\nContent-Length: 2\r\n",
        b"no colon\r\n",
    ],
)
@pytest.mark.parametrize("path", [b"/api/v1/ask", b"/nope"])
def test_a_head_that_can_be_read_in_two_ways_is_refused(
    server: Server, head: bytes, path: bytes
) -> None:
    answer = server.raw(HEAD.replace(b"/api/v1/ask", path) + head + b"\r\n{}")
    assert answer.startswith(b"HTTP/1.1 400 "), answer
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"connection: close" in answer
    assert server.get("/health").status_code == 200


@pytest.mark.parametrize(
    "line",
    [
        b"GET /health HTTP/1.1",  # without a host
        b"GET  /health HTTP/1.1\r\nHost: a",
        b"GET /health HTTP/9\r\nHost: a",
        b"GET /\xff HTTP/1.1\r\nHost: a",
        b"GET /press?q=\xff\xfe HTTP/1.1\r\nHost: a",
        b"G(T /health HTTP/1.1\r\nHost: a",
        b"GET /he\x01alth HTTP/1.1\r\nHost: a",
        b"\x16\x03\x01\x02\x00",
    ],
)
def test_a_request_that_is_none_is_refused(server: Server, line: bytes) -> None:
    answer = server.raw(line + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 "), answer
    assert b"application/problem+json" in answer


def test_chunks_and_old_clients_are_understood(server: Server) -> None:
    body = b'{"question": "how many detention visits?"}'
    chunked = b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n%x\r\n%b\r\n0\r\n\r\n"
    assert b"1,376" in server.raw(HEAD + chunked % (len(body), body))
    assert server.raw(b"GET /health HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/health", "/ready", "/webhooks/rest/", "/web/terms", "/static/page.css"),
        *("/widget/fact-assistant.js", "/widget/frame", "/robots.txt", "/sitemap.xml"),
        *("/press", "/press/figures/detention_visits", "/press/areas/detention", "/press/feed.xml"),
        *("/press/fact-sheet.pdf", "/press/cards/page-wide.png", "/press/nothing", "/nothing"),
        *("/api/v1/facts", "/api/v1/facts.csv", "/api/v1/areas", "/api/v1/docs"),
    ],
)
def test_what_can_be_read_can_be_looked_at(server: Server, path: str) -> None:
    whole, head = server.get(path), requests.head(server.url + path, timeout=30)
    assert head.status_code == whole.status_code
    assert head.content == b""
    for name in ("content-type", "content-length", "etag"):
        assert head.headers.get(name) == whole.headers.get(name)


def test_another_method_is_refused_with_those_there_are(server: Server) -> None:
    response = requests.put(f"{server.url}/health", timeout=30)
    assert response.status_code == 405
    assert {one.strip() for one in response.headers["allow"].split(",")} == {"GET", "HEAD"}


@pytest.mark.parametrize(
    "path",
    [
        *("/static/", "/static", "/static/..%2f..%2fsettings.yml", "/static/page.css%00.js"),
        *("/static/%2e%2e/x", "/press/%00", "/press/figures/%ff", "/api/v1/facts/%00", "/%zz"),
        *(
            "/press?q=%ff%00",
            "/press?q=%F0%9F",
            "/press?area=%00&area=x",
            "/web/terms?language=%00",
        ),
        *(
            "/?question=%ff",
            "/widget/%00/fact-assistant.js",
            "//",
            "/press//",
            "/api/v1/facts?x" * 200,
        ),
    ],
)
def test_odd_addresses_are_answered_plainly(server: Server, path: str) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    status = int(server.raw(request.encode()).split(b" ", 2)[1])
    assert 200 <= status < 500


@pytest.mark.parametrize("host", ["facts_test.internal", "FACTS.example:80", "[::1]:5005"])
def test_hosts_that_exist_are_served(server: Server, host: str) -> None:
    assert server.get("/press", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("code", ["en", "en-US", "EN", "en_GB"])
def test_a_language_may_name_its_country(server: Server, code: str) -> None:
    content = {"question": "how many detention visits?", "language": code}
    assert server.post("/api/v1/ask", content).json()["language"] == "en"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"question=visits"),
        ("multipart/form-data; boundary=", b"--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n\xff\r\n--x--"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"question=%ff"),
        ("application/x-www-form-urlencoded", b"\xff\xfe=%%%"),
        ("application/x-www-form-urlencoded", b"a=b&" * 500),
        ("text/plain", b"question=visits"),
        ("", b""),
    ],
)
def test_a_broken_form_is_answered_on_the_page(
    server: Server, content_type: str, body: bytes
) -> None:
    headers = {"content-type": content_type}
    response = requests.post(server.url, data=body, headers=headers, timeout=30)
    assert 200 <= response.status_code < 500
    assert "<form" in response.text


def test_pages_of_any_site_may_read_what_is_published(server: Server) -> None:
    origin = {"origin": "https://anywhere.example"}
    for path in ("/api/v1/facts", "/api/v1/facts.csv", "/press/cards/page-wide.png", "/press/x"):
        assert server.get(path, headers=origin).headers["access-control-allow-origin"] == "*"
    asked = {"access-control-request-method": "GET", **origin}
    response = requests.options(f"{server.url}/api/v1/facts", headers=asked, timeout=30)
    assert response.status_code == 204
    assert "if-none-match" in response.headers["access-control-allow-headers"]
    for path in ("/web/terms", "/health", "/webhooks/rest/"):
        assert "access-control-allow-origin" not in server.get(path).headers
    asked = {"access-control-request-method": "POST", **origin}
    response = requests.options(f"{server.url}/api/v1/ask", headers=asked, timeout=30)
    assert "access-control-allow-origin" not in response.headers or response.status_code >= 400


def test_a_tag_is_known_again_however_a_proxy_hands_it_on(server: Server) -> None:
    tag = server.get("/api/v1/facts").headers["etag"]
    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*", f'{tag[:-1]}-gzip"', f'W/{tag} , "x"'):
        response = server.get("/api/v1/facts", headers={"if-none-match": sent})
        assert response.status_code == 304, sent
        assert response.content == b""
    for sent in ('"other"', "", tag.strip('"')):
        assert server.get("/api/v1/facts", headers={"if-none-match": sent}).status_code == 200


def test_without_a_public_address_nobody_else_keeps_what_names_the_host(server: Server) -> None:
    response = server.get("/press/feed.xml", headers={"host": "evil.example"})
    assert "evil.example" in response.text
    assert response.headers["cache-control"].startswith("private")


def test_whoever_sends_many_requests_at_once_takes_turns_with_the_others(server: Server) -> None:
    with server.connect() as many, server.connect() as one:
        many.sendall(b"GET /press HTTP/1.1\r\nHost: localhost\r\n\r\n" * 200)
        one.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert b'"ok"' in received(one)
        many.setblocking(False)
        answered = b""
        try:
            while part := many.recv(1 << 20):
                answered += part
        except BlockingIOError:
            pass
    assert answered.count(b"HTTP/1.1 200") < 200


def test_a_connection_that_breaks_off_leaves_no_trace(server: Server) -> None:
    body = b'{"question": "how many detention visits?"}'
    for sent in (b"", b"GET", HEAD, HEAD + b"Content-Length: 42\r\n\r\n", HEAD + b"\r\n"):
        server.connect().close()
        with server.connect() as connection:
            connection.sendall(sent)
            # Closed at once and for good, without the usual farewell.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    with server.connect() as connection:
        connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    assert server.get("/health").status_code == 200


def test_no_request_left_a_traceback(server: Server) -> None:
    """Runs last in this file: whatever was sent above was answered, not stumbled over."""
    assert "Traceback" not in server.log.read_text()
    assert '"error"' not in server.log.read_text()
