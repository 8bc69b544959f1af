"""The parent of several processes: it starts those again that are killed, and gives up where none can serve."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from bot.generation import Generation

_CONTEXT: Any = multiprocessing.get_context("fork")


def started(serve: Callable[[int], int], workers: int) -> Any:
    process = _CONTEXT.Process(target=lambda: os._exit(Generation(serve, workers).run()))
    process.start()
    return process


def until_told() -> int:
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.signal(signal.SIGUSR1, lambda *_: os._exit(0))
    while True:
        time.sleep(1)


def test_one_that_is_killed_is_started_again_in_its_place() -> None:
    reader, writer = _CONTEXT.Pipe(duplex=False)

    def serve(place: int) -> int:
        writer.send((place, os.getpid()))
        return until_told()

    parent = started(serve, 2)
    places = dict(received(reader) for _ in range(2))
    assert set(places) == {0, 1}
    os.kill(places[1], signal.SIGKILL)
    place, process = received(reader)
    assert (place, process != places[1]) == (1, True)
    os.kill(parent.pid, signal.SIGTERM)
    parent.join(20)
    assert parent.exitcode == 0


def received(reader: Connection) -> tuple[int, int]:
    assert reader.poll(20)
    place, process = reader.recv()
    return place, process


def test_where_one_says_that_it_cannot_serve_all_end() -> None:
    parent = started(lambda place: 1 if place else until_told(), 3)
    parent.join(20)
    assert parent.exitcode == 1


def test_told_that_others_serve_all_end_too() -> None:
    reader, writer = _CONTEXT.Pipe(duplex=False)

    def serve(place: int) -> int:
        signal.signal(signal.SIGUSR1, lambda *_: os._exit(0))
        writer.send((place, os.getpid()))
        while True:
            time.sleep(1)

    parent = started(serve, 2)
    for _ in range(2):
        received(reader)
    os.kill(parent.pid, signal.SIGUSR1)
    parent.join(20)
    assert parent.exitcode == 0
