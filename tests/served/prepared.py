"""Server processes that begin with everything imported: one process a run imports, and each server is forked off it.

What such a process does is what `python -m bot serve` does, from its command line on. Importing takes longer than
everything else at the start of a server, and is the same for all of them.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path

_CONTEXT = multiprocessing.get_context("forkserver")
# A module that is not found there is imported by each server for itself.
_CONTEXT.set_forkserver_preload(["tests.served.imported"])


class PreparedProcess:
    """Runs `python -m bot` with some arguments; to be used like a process of `subprocess`."""

    def __init__(self, arguments: list[str], log: Path, environment: Mapping[str, str]) -> None:
        # As a daemon it does not outlive the tests, even where one of them forgets it.
        self._process = _CONTEXT.Process(
            target=_run, args=(arguments, log, dict(environment)), daemon=True
        )
        self._process.start()

    def poll(self) -> int | None:
        """The exit status; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        """The exit status, once it has ended."""
        self._process.join(timeout)
        status = self._process.exitcode
        if status is None:
            raise subprocess.TimeoutExpired("bot", timeout)
        return status

    def send_signal(self, number: int) -> None:
        if self._process.exitcode is None and self._process.pid is not None:
            os.kill(self._process.pid, number)


def _run(arguments: list[str], log: Path, environment: dict[str, str]) -> None:
    os.environ.update(environment)
    with log.open("wb") as written, open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(written.fileno(), 2)
    warnings.simplefilter("ignore")
    sys.argv = ["bot", *arguments]
    from bot.__main__ import main

    sys.exit(main())
