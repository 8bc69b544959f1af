"""Runs the server: takes the port, answers until it is told to stop, and finishes what is under way."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import time

from sanic import Sanic
from sanic.server.async_server import AsyncioServer

from bot.channels.http_protocol import ARRIVING_SECONDS, StrictProtocol, has_arrivals

logger = logging.getLogger(__name__)

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_BACKLOG = 512
_LOOK_EVERY_SECONDS = 0.05


async def serve(app: Sanic, taken: socket.socket, drain_seconds: float) -> None:
    """Serves until a signal comes (SIGTERM, SIGINT, SIGHUP), then ends without cutting anything off.

    After SIGUSR1 too; but who waits to be taken is left to others, which have the same socket.

    Args:
        app: the server.
        taken: the socket to listen on.
        drain_seconds: how long requests under way may take then.

    Raises:
        Exception: whatever a listener raises before the server has started.
    """
    loop = asyncio.get_running_loop()
    told_to_stop, relieved = asyncio.Event(), asyncio.Event()

    def relieve() -> None:
        relieved.set()
        told_to_stop.set()

    for number in _SIGNALS:
        loop.add_signal_handler(number, told_to_stop.set)
    loop.add_signal_handler(signal.SIGUSR1, relieve)
    server = await app.create_server(
        sock=taken,
        protocol=StrictProtocol,
        backlog=_BACKLOG,
        access_log=False,
        return_asyncio_server=True,
        asyncio_server_kwargs={"start_serving": False},
    )
    await server.startup()
    try:
        await server.before_start()
        if not told_to_stop.is_set():
            await server.start_serving()
            await server.after_start()
            await told_to_stop.wait()
            logger.info("stopping")
            await _drain(server, taken, drain_seconds, relieved.is_set())
    finally:
        await server.before_stop()
        for connection in list(server.connections):
            connection.abort()
        await server.after_stop()


async def _drain(
    server: AsyncioServer, taken: socket.socket, seconds: float, relieved: bool
) -> None:
    """Takes and finishes what was sent before, and lets go of every connection, within so many seconds."""
    server.app.ctx.draining = True  # from here on each answer ends its connection
    begun = time.monotonic()
    listening = True
    while (listening or server.connections) and time.monotonic() < begun + seconds:
        # Connections that wait to be taken have been sent to already.
        all_taken = time.monotonic() > begun + ARRIVING_SECONDS and not has_arrivals(taken)
        if listening and (relieved or all_taken):
            server.close()
            listening = False
        for connection in list(server.connections):
            connection.drain()
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
    if listening:
        server.close()
