"""HTTP as the standard has it, where Sanic is lenient: strict heads, fair turns, a limit on the whole of a request."""

from __future__ import annotations

import asyncio
import re
import select
import socket

from sanic.exceptions import InvalidUsage, RequestTimeout, SanicException
from sanic.http import Http, Stage
from sanic.request import Request
from sanic.server.protocols.http_protocol import HttpProtocol

from bot.metrics import BAD_REQUESTS

_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_LENGTH = re.compile(r"[0-9]{1,18}")
# How long a connection that is given up may take to read why.
_FAREWELL_SECONDS = 1.0
# What was sent when the server was told to stop is there by then.
ARRIVING_SECONDS = 0.3


class StrictHttp(Http):
    """One connection's requests: a head that can be read in two ways is refused, and HEAD is GET without a body."""

    __slots__ = ()

    def init_for_request(self) -> None:
        """Between two requests there is no limit but that of an idle connection."""
        super().init_for_request()
        self.protocol.begun = None

    async def http1_request_header(self) -> None:
        """Reads a request's head.

        Raises:
            SanicException: it breaks the rules; the connection is closed after the answer.
        """
        self.protocol.begun = self.protocol.loop.time()
        try:
            await super().http1_request_header()
            _check(self.request)
        except SanicException:
            self._refuse()
            raise
        except Exception as error:
            self._refuse()
            raise InvalidUsage("Bad Request") from error
        if self.request.method == "HEAD":
            # What can be read can be asked for without its body, wherever it is.
            self.request.method = "GET"
        if not self.request_bytes_left and self.request.headers.get("content-length"):
            # An empty body is read already; Sanic would note it as left over.
            self.request_body = None  # type: ignore[misc]
        if getattr(self.protocol.app.ctx, "draining", False):
            self.keep_alive = False  # type: ignore[misc]
        # Whoever sends many requests in one go takes turns with everyone else.
        await asyncio.sleep(0)

    def _refuse(self) -> None:
        BAD_REQUESTS.inc()
        # There may be no telling where the body ends: none of it is read. Nor is an address that cannot be read.
        self.request_body = self.url = None  # type: ignore[misc]


class StrictProtocol(HttpProtocol):
    """A connection; once the server drains, the request under way is its last.

    Attributes:
        begun: when the request under way began, on the loop's clock; None between two.
    """

    __slots__ = ("begun",)

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Begins a connection."""
        self.begun: float | None = None
        self._http: StrictHttp | None = None  # type: ignore[misc]
        self._time = self.loop.time()  # type: ignore[misc]
        super().connection_made(transport)

    def eof_received(self) -> bool:
        """Whether to stay connected to a client that has said all it will: as long as it waits for an answer."""
        answering = self._data_received.is_set()  # else more is awaited, which will not come
        if answering and self._http is not None:
            self._http.keep_alive = False  # type: ignore[misc]
        return bool(answering)

    def _setup_connection(self) -> None:
        self._http = StrictHttp(self)  # type: ignore[misc]
        self._time = self.loop.time()
        self.check_timeouts()

    def check_timeouts(self) -> None:
        """Ends a request that takes too long from its first byte to its answer, however busily it trickles."""
        begun = self.begun
        overdue = begun is not None and self.loop.time() - begun > self.request_timeout
        if self._task is None or self._http is None or not overdue:
            super().check_timeouts()
            return
        self._http.exception = RequestTimeout("Request Timeout")
        self._task.cancel()
        self.loop.call_later(_FAREWELL_SECONDS, self.abort)

    def drain(self) -> None:
        """Closes the connection if nothing is under way, nor could be on its way already."""
        http = self._http
        if http is not None and (http.stage is not Stage.IDLE or self.recv_buffer):
            http.keep_alive = False  # type: ignore[misc]
        elif self.loop.time() - self._time > ARRIVING_SECONDS and not has_arrivals(
            self.transport.get_extra_info("socket")
        ):
            self.close()


def has_arrivals(connected: socket.socket) -> bool:
    """Whether something has come in that the event loop has not taken yet: bytes, or a new connection."""
    if connected.fileno() < 0:
        return False  # it is being closed
    looking = select.poll()
    looking.register(connected, select.POLLIN)
    return bool(looking.poll(0))


def _check(request: Request) -> None:
    """Refuses what two readers might understand differently.

    Raises:
        InvalidUsage: it does.
    """
    line, *lines = bytes(request.head).split(b"\r\n")
    fields = [one.split(b":", 1) for one in lines]
    method = line.split(b" ", 1)[0]
    if (
        _CONTROL.search(bytes(request.head).replace(b"\r\n", b""))
        or not _TOKEN.fullmatch(method)
        or not all(_TOKEN.fullmatch(name) for name, _ in fields)
    ):
        raise InvalidUsage("Bad Request")
    lengths, codings, hosts = (
        [value.strip() for value in request.headers.getall(name, [])]
        for name in ("content-length", "transfer-encoding", "host")
    )
    if (
        len(lengths) + len(codings) > 1
        or not all(_LENGTH.fullmatch(length) for length in lengths)
        or not all(coding.lower() == "chunked" for coding in codings)
        or (codings and request.version == "1.0")
        or len(hosts) > 1
        or (not hosts and request.version != "1.0")
    ):
        raise InvalidUsage("Bad Request")
