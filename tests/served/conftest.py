"""A running server for the tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from server_process import MODEL, Server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    assert MODEL.is_file(), "there is no model: run `make train`"
    running = Server(tmp_path_factory.mktemp("server"))
    running.wait()
    yield running
    running.stop()
