"""What `python -m bot serve` does in the processes that serve: in a single one, or in several that share their memory."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import os
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvloop
from sanic import Sanic

from bot.channels.web_sessions import SECRET_VARIABLE
from bot.generation import Generation, end_with_parent
from bot.private_files import InUseError, given_secret
from bot.server import create_app, load_model
from bot.serving import serve
from bot.settings import Settings
from bot.shared.engine import shared_engine
from bot.shared.schema import bring_up_to_date
from bot.shared.services import services

logger = logging.getLogger("bot")

# Whoever waits for the event loop waits for the threads that answer to let go of the interpreter.
_SWITCH_SECONDS = 0.00005


def serve_alone(
    arguments: argparse.Namespace, settings: Settings, taken: socket.socket, started: float
) -> int:
    """Serves from this process; returns its exit status.

    Args:
        arguments: of the command line.
        settings: limits and times.
        taken: the socket to listen on.
        started: when the process began, on the monotonic clock.
    """

    def run() -> None:
        _prepare_database()
        app = create_app(*_files(arguments), settings)
        app.after_server_start(lambda *_: _announce(taken, time.monotonic() - started))
        _run(app, taken, settings)

    return _said(run)


def serve_generation(arguments: argparse.Namespace, settings: Settings, started: float) -> int:
    """Serves from several processes, forked off this one once it has loaded everything; returns its exit status.

    Args:
        arguments: of the command line, with the numbers of the sockets and of the pipe to report to.
        settings: limits and times.
        started: when the process began, on the monotonic clock.
    """
    end_with_parent(os.getppid())
    sockets = [socket.socket(fileno=number) for number in arguments.sockets]

    def run() -> None:
        # Asked for once, and not by each process.
        given_secret(SECRET_VARIABLE)
        _prepare_database()
        model, endpoints, credentials = _files(arguments)
        agent = asyncio.run(load_model(model, endpoints, own_store=False))
        app = create_app(model, endpoints, credentials, settings, agent)
        app.after_server_start(lambda *_: _report(arguments.ready))
        gc.collect()
        gc.freeze()
        _announce(sockets[0], time.monotonic() - started)

        def serve_one(place: int) -> int:
            return _said(lambda: _run(app, sockets[place], settings))

        sys.exit(Generation(serve_one, len(sockets)).run())

    return _said(run)


def _files(arguments: argparse.Namespace) -> tuple[Path, Path, Path]:
    return (
        arguments.model.resolve(),
        arguments.endpoints.resolve(),
        arguments.credentials.resolve(),
    )


def _prepare_database() -> None:
    shared = services(os.environ)
    if shared is not None:
        engine = shared_engine(shared.database)
        bring_up_to_date(engine)
        engine.dispose()


def _run(app: Sanic, taken: socket.socket, settings: Settings) -> None:
    sys.setswitchinterval(_SWITCH_SECONDS)
    taken.setblocking(False)
    uvloop.run(serve(app, taken, settings.shutdown_seconds))


def _announce(taken: socket.socket, seconds: float) -> None:
    host, port = taken.getsockname()[:2]
    logger.info("serving on http://%s:%d, ready after %.1f s", host, port, seconds)


def _report(pipe: int) -> None:
    """Says that this process serves; nobody listens any more when it was started again."""
    with suppress(OSError):
        os.write(pipe, b".")


def _said(run: Callable[[], None]) -> int:
    """The exit status; what keeps a server from starting is said in a sentence."""
    try:
        run()
    except (InUseError, OSError, ValueError) as error:
        # Another server has the files, they cannot be written, a secret is too short or missing: each says so itself.
        print(error, file=sys.stderr)
        return 1
    return 0
