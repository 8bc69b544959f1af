"""`make bad-inputs`: thousands of broken requests over every route, and how long others wait meanwhile.

A broken request must be answered whole, with a status below 500 (or 503 with `retry-after`), and leave no traceback in
the log. A smaller number of the same requests is a test.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import re
import socket
import sys
import time
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.processes import assistant_server
from benchmarks.reports import ROOT
from bot.channels.messaging.platforms import PLATFORMS

_KNOWN = (
    *(
        "detention_visits",
        "tb_treated",
        "detention",
        "missing_persons",
        "page-wide.png",
        "page.css",
        "press.js",
    ),
    *(
        "page-square.svg",
        "0123456789abcdef",
        "fact-assistant.js",
        "en",
        ".",
        "..",
        "%00",
        "%2e%2e%2f",
        "a%2fb",
    ),
)
_NAMES = (
    *(
        "q",
        "area",
        "language",
        "question",
        "message",
        "sender",
        "text",
        "suggestion",
        "url",
        "format",
        "key",
    ),
    *("client_message_id", "message_id", "verdict", "stream", "maxwidth", "maxheight", "version"),
)
_HEADERS = (
    *(
        "accept",
        "accept-encoding",
        "accept-language",
        "authorization",
        "cookie",
        "expect",
        "range",
        "origin",
    ),
    *(
        "forwarded",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "if-none-match",
        "referer",
    ),
    *(
        "if-modified-since",
        "sec-fetch-dest",
        "upgrade",
        "access-control-request-method",
        "content-length",
    ),
)
_VALUES = (
    *(
        "text/html",
        "text/csv",
        "text/event-stream",
        "*/*",
        "Bearer x",
        "Bearer ",
        "100-continue",
        "GET",
        "-1",
    ),
    *(
        "https://a.example",
        "null",
        '"x"',
        "W/*",
        "bytes=0-1",
        "bytes=9-1",
        "websocket",
        "iframe",
        "for=[::1",
    ),
)
_TYPES = (
    *(
        "application/json",
        "application/json; charset=latin-1",
        "application/x-www-form-urlencoded",
        "",
        ";",
    ),
    *("multipart/form-data; boundary=x", "multipart/form-data", "text/plain"),
)
_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get", "X")
_TEXTS = (
    *(
        "how many detention visits?",
        "½ visitz " * 400,
        "=" * 3900,
        "12;34;56;78\n" * 330,
        "XVII " * 800,
    ),
    *("1" * 4000, "so 1" + ",123" * 900, "/restart", "\ud800", "\u0000", "😀" * 1900, "a" * 4001),
    *(
        '{"a":' * 500,
        "%s%n{}{0}",
        "<script>",
        "' or 1=1 --",
        "İ" * 500,
        "‮abc",
        "one million " * 300,
    ),
)

_odd_text = st.one_of(st.sampled_from(_TEXTS), st.text(max_size=60))
_odd_bytes = st.one_of(
    st.binary(max_size=30), st.text(max_size=30).map(lambda t: t.encode(errors="replace"))
)
_on_a_line = _odd_bytes.map(lambda sent: re.sub(rb"[\r\n\x00 ]", b"", sent))
_json: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), _odd_text),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(_NAMES), inner, max_size=4)
    ),
    max_leaves=6,
)


# So that the webhooks of all messaging platforms are among the routes.
ALL_CHANNELS = {one: "example" for kind in PLATFORMS.values() for one in kind.variables}


def routes() -> list[str]:
    """Every route of the server as Sanic writes it, such as `/press/figures/<key:str>`."""
    from bot.server import create_app
    from bot.settings import load_settings

    with patch.dict(os.environ, ALL_CHANNELS):
        app = create_app(
            ROOT / "no-model", ROOT / "endpoints.yml", ROOT / "credentials.yml", load_settings()
        )
    return sorted({f"/{route.path.lstrip('/')}" for route in app.router.routes})


@st.composite
def requests_on(draw: st.DrawFn, known: list[str]) -> bytes:
    """One request, broken somewhere or everywhere.

    Args:
        draw: Hypothesis's own.
        known: the routes.
    """
    path = draw(st.sampled_from(known)).encode()
    for gap in re.findall(rb"<[^>]+>", path):
        one = draw(st.one_of(st.sampled_from(_KNOWN).map(str.encode), _on_a_line))
        path = path.replace(gap, one, 1)
    path = draw(st.sampled_from((path, path, path, path + b"/", path.upper(), path + b"//x")))
    pairs = draw(
        st.lists(st.tuples(st.sampled_from(_NAMES).map(str.encode), _on_a_line), max_size=3)
    )
    if pairs:
        path += b"?" + b"&".join(name + b"=" + value for name, value in pairs)
    body = draw(
        st.one_of(
            st.just(b""),
            st.binary(max_size=200),
            _json.map(lambda content: json.dumps(content).encode()),
            st.dictionaries(st.sampled_from(_NAMES), _odd_text, max_size=4).map(
                lambda content: json.dumps(content).encode()
            ),
            st.lists(
                st.tuples(st.sampled_from(_NAMES).map(str.encode), _on_a_line), max_size=4
            ).map(lambda pairs: b"&".join(name + b"=" + value for name, value in pairs)),
        )
    )
    headers = draw(
        st.lists(
            st.tuples(
                st.sampled_from(_HEADERS).map(str.encode),
                st.one_of(st.sampled_from(_VALUES).map(str.encode), _on_a_line),
            ),
            max_size=3,
        )
    )
    method = draw(st.sampled_from(_METHODS)).encode()
    kind = draw(st.sampled_from(_TYPES)).encode()
    fixed = [(b"Host", b"localhost"), (b"Connection", b"close"), (b"Content-Type", kind)]
    length = [(b"Content-Length", str(len(body)).encode())] if body or draw(st.booleans()) else []
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in (*fixed, *length, *headers))
    return method + b" " + path + b" HTTP/1.1\r\n" + lines + b"\r\n" + body


def fault_of(port: int, sent: bytes) -> str | None:
    """What is wrong with the answer to a request; None where it is as it must be."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                received += part
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before all of it was sent; what counts is whether that was said
    answer = received.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", answer)
    if found is None:
        return "no answer"
    waits = found[1] == b"503" and b"retry-after" in answer.lower()
    return None if found[1] < b"500" or waits else f"status {found[1].decode()}"


def send_bad_inputs(port: int, number: int) -> None:
    """Sends so many requests, each a different one.

    Raises:
        AssertionError: one was not answered as it must be; the smallest such request is shown.
    """
    known = routes()

    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(sent=requests_on(known))
    def send(sent: bytes) -> None:
        assert fault_of(port, sent) is None, (fault_of(port, sent), sent)

    send()


def _watch(port: int, over: Event, told: Connection) -> None:
    """Asks for the server's health until it is over, in a process of its own that nothing else holds up."""
    waits: list[float] = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while not over.wait(0.01):
        begun = time.perf_counter()
        connection.request("GET", "/health")
        connection.getresponse().read()
        waits.append(time.perf_counter() - begun)
    told.send(sorted(waits))


def main() -> int:
    """Sends them to a server of its own and prints what others waited."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=10_000)
    number = parser.parse_args().number
    apart = multiprocessing.get_context("spawn")
    over = apart.Event()
    heard, told = apart.Pipe(duplex=False)
    with patch.dict(os.environ, ALL_CHANNELS), assistant_server() as (url, _):
        port = int(url.rpartition(":")[2])
        watching = apart.Process(target=_watch, args=(port, over, told))
        watching.start()
        begun = time.perf_counter()
        try:
            send_bad_inputs(port, number)
        finally:
            over.set()
        seconds = time.perf_counter() - begun
        waits: list[float] = heard.recv()
        watching.join()
    print(
        f"{number} broken requests in {seconds:.0f} s, all answered; somebody else's {len(waits)} requests meanwhile "
        f"waited {waits[len(waits) // 2] * 1000:.0f} ms in the median, {waits[-1] * 1000:.0f} ms at most"
    )
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    sys.exit(main())
