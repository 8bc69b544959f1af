"""Broken requests of every kind, over every route; `make bad-inputs` sends ten thousand of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from server_process import Server

from benchmarks.bad_inputs import ALL_CHANNELS, send_bad_inputs

NUMBER = 600
UNLIMITED = {"requests_per_minute": 1_000_000}


@pytest.fixture(scope="module")
def unlimited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(
        tmp_path_factory.mktemp("unlimited"),
        settings=UNLIMITED,
        environment=ALL_CHANNELS,
        **UNLIMITED,
        sessions_per_minute=1_000_000,
    )
    running.wait()
    yield running
    running.stop()


def test_whatever_is_sent_is_answered_and_leaves_no_traceback(unlimited: Server) -> None:
    send_bad_inputs(unlimited.port, NUMBER)
    assert unlimited.get("/ready").status_code == 200
    log = unlimited.log.read_text()
    assert "Traceback" not in log
    assert '"level": "error"' not in log
