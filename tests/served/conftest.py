"""A running server for the tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from server_process import MODEL, Server
from web_client import SITE


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    assert MODEL.is_file(), "there is no model: run `make train`"
    running = Server(tmp_path_factory.mktemp("server"))
    running.wait()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose `web` limits leave room for tests, and one other site on its list."""
    running = Server(
        tmp_path_factory.mktemp("web"),
        allowed_origins=[SITE],
        messages_per_minute=60,
        sessions_per_minute=10_000,
        requests_per_minute=10_000,
    )
    running.wait()
    yield running
    running.stop()
