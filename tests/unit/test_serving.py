"""What was sent before the server stops is answered, however late its event loop comes to it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
import uvloop
from sanic import Sanic
from sanic.response import HTTPResponse, text

from bot.channels.http_protocol import ARRIVING_SECONDS, has_arrivals
from bot.ports import take_port
from bot.serving import serve

_REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
_TRIES = 10

Late = Callable[[int, tuple[str, int]], AbstractContextManager[None]]


def _serve(taken: socket.socket) -> None:
    """Runs in a process of its own: Sanic serves once in each."""
    app = Sanic("small", register=False)

    @app.get("/")
    async def answer(_request: object) -> HTTPResponse:
        return text("answered")

    @app.get("/busy")
    async def keep_the_loop_busy(_request: object) -> HTTPResponse:
        time.sleep(2 * ARRIVING_SECONDS)
        return text("done")

    uvloop.run(serve(app, taken, drain_seconds=10))


@contextmanager
def _server() -> Iterator[tuple[int, tuple[str, int]]]:
    """Process number and address of a server that serves."""
    with take_port("127.0.0.1", 0) as taken:
        address = taken.getsockname()
        process = multiprocessing.get_context("fork").Process(target=_serve, args=(taken,))
        process.start()
    assert process.pid is not None
    try:
        _connected(address).close()
        yield process.pid, address
        process.join(20)
        assert process.exitcode == 0
    finally:
        process.kill()
        process.join()


def _connected(address: tuple[str, int]) -> socket.socket:
    for _ in range(300):
        try:
            return socket.create_connection(address, timeout=10)
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise TimeoutError("the server does not start")


@contextmanager
def _halted(process: int, _address: tuple[str, int]) -> Iterator[None]:
    """Told to stop, and then given no time by its machine, until everything is due at once."""
    os.kill(process, signal.SIGTERM)
    time.sleep(ARRIVING_SECONDS / 3)
    os.kill(process, signal.SIGSTOP)
    threading.Timer(2 * ARRIVING_SECONDS, os.kill, (process, signal.SIGCONT)).start()
    yield


@contextmanager
def _busy(process: int, address: tuple[str, int]) -> Iterator[None]:
    """Told to stop, and then busy with one request, until everything is due at once."""
    with _connected(address) as connection:
        os.kill(process, signal.SIGTERM)
        time.sleep(ARRIVING_SECONDS / 3)
        connection.sendall(b"GET /busy HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(ARRIVING_SECONDS / 3)
        yield
        assert _received(connection).endswith(b"done")


def _received(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65536), b""))


LATE = pytest.mark.parametrize("late", [_halted, _busy])


@LATE
def test_a_connection_that_waits_to_be_taken_is_answered(late: Late) -> None:
    with (
        _server() as (process, address),
        late(process, address),
        socket.create_connection(address, timeout=10) as connection,
    ):
        connection.sendall(_REQUEST)
        answer = _received(connection)
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b"connection: close" in answer


@LATE
def test_what_waits_to_be_read_on_an_idle_connection_is_answered(late: Late) -> None:
    for _ in range(_TRIES):
        with (
            _server() as (process, address),
            _connected(address) as connection,
            late(process, address),
        ):
            if has_arrivals(connection):  # its end: the machine was slow, and it was idle for long
                continue
            connection.sendall(_REQUEST)
            answer = _received(connection)
        assert answer.startswith(b"HTTP/1.1 200 OK")
        assert answer.endswith(b"answered")
        return
    pytest.fail("the connection was never open for long enough")


def test_a_connection_that_is_closed_meanwhile_has_nothing_to_be_read() -> None:
    one, other = socket.socketpair()
    other.sendall(b"x")
    assert has_arrivals(one)
    one.close()
    other.close()
    assert not has_arrivals(one)
