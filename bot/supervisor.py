"""Keeps several processes serving one port: starts them, starts them anew without losing a request, stops them."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)

# Where the processes of one generation count together what /metrics tells.
METRICS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_STOP = (signal.SIGTERM, signal.SIGINT)
# A generation that ends by itself is started again, not faster than this.
_PAUSE_SECONDS = 1.0
# Longer than what is under way may take (shutdown_seconds).
_END_SECONDS = 60.0


@dataclass(frozen=True)
class _Generation:
    """The processes that were started together, from the same code, model and settings.

    Attributes:
        process: their parent.
        ready: done once all serve, with whether they do.
        metrics: folder of what they count.
    """

    process: asyncio.subprocess.Process
    ready: asyncio.Task[bool]
    metrics: Path

    @property
    def serves(self) -> bool:
        """Whether all have begun to serve."""
        return self.ready.done() and self.ready.result()

    @property
    def has_failed(self) -> bool:
        """Whether it has ended, or is about to without having served."""
        ended = self.process.returncode is not None
        return ended or (self.ready.done() and not self.ready.result())

    async def end(self, number: signal.Signals) -> int:
        """Tells it to stop, and waits for that; returns its exit status."""
        # To what is ending by itself nothing is said: its status would be lost with it.
        if not self.has_failed:
            with suppress(ProcessLookupError):
                self.process.send_signal(number)
        try:
            status = await asyncio.wait_for(self.process.wait(), _END_SECONDS)
        except TimeoutError:
            logger.error("processes that do not end are killed")
            self.process.kill()
            status = await self.process.wait()
        self.ready.cancel()
        shutil.rmtree(self.metrics, ignore_errors=True)
        return status


class Supervisor:
    """SIGTERM and SIGINT stop everything; SIGHUP starts everything anew, and stops the old once the new serves."""

    def __init__(self, command: Sequence[str], taken: Sequence[socket.socket]) -> None:
        """Nothing runs yet.

        Args:
            command: starts a generation; the numbers of its sockets and of the pipe that it reports to are added.
            taken: the sockets to listen on, one for each process. They stay open whatever happens to the processes, so
                that nobody who waits to be taken is refused.
        """
        self._command = command
        self._sockets = [one.fileno() for one in taken]
        self._told: asyncio.Queue[signal.Signals] = asyncio.Queue()

    async def run(self) -> int:
        """Serves until told to stop; returns the exit status."""
        loop = asyncio.get_running_loop()
        for number in (*_STOP, signal.SIGHUP):
            loop.add_signal_handler(number, self._told.put_nowait, number)
        current = await self._start()
        served = False
        while True:
            told = await self._wait(current)
            served = served or current.serves
            if told in _STOP:
                return await current.end(signal.SIGTERM)
            if told is signal.SIGHUP:
                current = await self._renew(current)
            elif current.has_failed:
                status = await current.end(signal.SIGTERM)
                if not served:
                    # It has said why.
                    return status or 1
                logger.error("all processes ended; they are started again")
                await asyncio.sleep(_PAUSE_SECONDS)
                current = await self._start()

    async def _wait(self, current: _Generation) -> signal.Signals | None:
        """Waits for a signal, for a generation to be ready, or for its end."""
        signalled = asyncio.ensure_future(self._told.get())
        waiting: set[asyncio.Future[Any]] = {
            signalled,
            asyncio.ensure_future(current.process.wait()),
        }
        if not current.ready.done():
            waiting.add(asyncio.shield(current.ready))
        done, others = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for one in others:
            one.cancel()
        return signalled.result() if signalled in done else None

    async def _renew(self, current: _Generation) -> _Generation:
        logger.info("starting anew")
        fresh = await self._start()
        if await fresh.ready:
            # Those who wait to be taken are taken by the new one.
            await current.end(signal.SIGUSR1)
            logger.info("started anew")
            return fresh
        await fresh.end(signal.SIGTERM)
        logger.error("the new processes do not serve; the old ones go on")
        return current

    async def _start(self) -> _Generation:
        told, tell = os.pipe()
        metrics = Path(tempfile.mkdtemp(prefix="assistant-metrics-"))
        process = await asyncio.create_subprocess_exec(
            *self._command,
            *("--sockets", *map(str, self._sockets), "--ready", str(tell)),
            pass_fds=(*self._sockets, tell),
            env={**os.environ, METRICS_VARIABLE: str(metrics)},
            # What is typed at a terminal is told to this process, which tells the others.
            start_new_session=True,
        )
        os.close(tell)
        return _Generation(process, asyncio.create_task(self._all_ready(told)), metrics)

    async def _all_ready(self, told: int) -> bool:
        """Whether each process has said that it serves; False once none is left to say it."""
        reader = asyncio.StreamReader()
        with open(told, "rb", buffering=0) as pipe:
            transport, _ = await asyncio.get_running_loop().connect_read_pipe(
                lambda: asyncio.StreamReaderProtocol(reader), pipe
            )
            try:
                await reader.readexactly(len(self._sockets))
            except asyncio.IncompleteReadError:
                return False
            finally:
                transport.close()
        return True


def supervise(command: Sequence[str], taken: Sequence[socket.socket]) -> int:
    """Runs the supervisor; see `Supervisor`."""
    # As the other processes write their logs, without what they need for it.
    line = '{"time": "%(asctime)s", "level": "%(levelname)s", "logger": "%(name)s", "event": "%(message)s"}'
    logging.basicConfig(level=logging.INFO, format=line, datefmt="%Y-%m-%dT%H:%M:%S%z")
    return asyncio.run(Supervisor([sys.executable, *command], taken).run())
