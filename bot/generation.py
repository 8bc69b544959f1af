"""Several processes forked off one that has loaded everything, so that they share its memory."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress

logger = logging.getLogger(__name__)

_WATCHED = {signal.SIGTERM, signal.SIGUSR1, signal.SIGCHLD}
# A process that ends sooner after its start than this is not started again at once.
_LEAST_SECONDS = 1.0
_PR_SET_PDEATHSIG = 1


class Generation:
    """The parent of some processes that serve: it starts those again that die, and does nothing else."""

    def __init__(self, serve: Callable[[int], int], workers: int) -> None:
        """Nothing runs yet.

        Args:
            serve: what each process does, by its place among them; returns its exit status.
            workers: how many there are.
        """
        self._serve = serve
        self._workers = workers
        # By process: its place, and when it began.
        self._started: dict[int, tuple[int, float]] = {}

    def run(self) -> int:
        """Goes on until told to stop, or until one cannot serve; returns the exit status.

        SIGTERM stops the processes; SIGUSR1 too, but they leave those who wait to be taken to others.
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
        for place in range(self._workers):
            self._fork(place)
        while True:
            told = signal.sigwait(_WATCHED)
            if told != signal.SIGCHLD:
                return self._stop(signal.Signals(told))
            for process, status in self._ended():
                place, started = self._started.pop(process)
                if os.WIFEXITED(status) and os.waitstatus_to_exitcode(status):
                    # It has said why it cannot serve; another one could not either.
                    self._stop(signal.SIGTERM)
                    return os.waitstatus_to_exitcode(status)
                logger.error("a process ended; it is started again")
                self._fork(place, after=started + _LEAST_SECONDS - time.monotonic())

    def _fork(self, place: int, after: float = 0.0) -> None:
        parent = os.getpid()
        process = os.fork()
        if process:
            self._started[process] = place, time.monotonic()
            return
        status = 1
        try:
            end_with_parent(parent)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _WATCHED)
            time.sleep(max(0.0, after))
            status = self._serve(place)
        except BaseException as error:
            logger.error("a process failed: %s", type(error).__name__)
        finally:
            # Nothing of the parent's is to be done twice.
            logging.shutdown()
            os._exit(status)

    def _stop(self, number: signal.Signals) -> int:
        for process in self._started:
            with suppress(ProcessLookupError):
                os.kill(process, number)
        worst = 0
        while self._started:
            process, status = os.wait()
            self._started.pop(process, None)
            worst = max(worst, os.waitstatus_to_exitcode(status))
        return worst

    def _ended(self) -> list[tuple[int, int]]:
        ended = []
        with suppress(ChildProcessError):
            while (one := os.waitpid(-1, os.WNOHANG))[0] != 0:
                ended.append(one)
        return ended


def end_with_parent(parent: int) -> None:
    """Takes care that this process is told to stop when its parent is gone, however that ends.

    Args:
        parent: number of the parent's process; one that is gone already ends this one too.
    """
    # Other systems know no such thing; there the process goes on.
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)
