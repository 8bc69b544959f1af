"""Several server processes over services of the tests' own."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from server_process import Server

from benchmarks.shared_services import LONG, Network, Postgres, Redis, environment, missing_services

ROOM = {
    "messages_per_minute": 1000,
    "sessions_per_minute": 100_000,
    "requests_per_minute": 1_000_000,
}


@pytest.fixture(scope="session")
def installed() -> None:
    if missing := missing_services():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)


@pytest.fixture(scope="session")
def postgres(installed: None) -> Iterator[Postgres]:
    running = Postgres()
    yield running
    running.remove()


@pytest.fixture(scope="session")
def redis(installed: None) -> Iterator[Redis]:
    running = Redis()
    yield running
    running.remove()


@pytest.fixture(scope="session")
def to_postgres(postgres: Postgres) -> Iterator[Network]:
    network = Network(postgres.port)
    yield network
    network.close()


@pytest.fixture(scope="session")
def to_redis(redis: Redis) -> Iterator[Network]:
    network = Network(redis.port)
    yield network
    network.close()


@pytest.fixture(scope="session")
def several(
    tmp_path_factory: pytest.TempPathFactory,
    postgres: Postgres,
    redis: Redis,
    to_postgres: Network,
    to_redis: Network,
) -> Iterator[Server]:
    """Processes behind one port, whose ways to the services can be cut."""
    running = Server(
        tmp_path_factory.mktemp("several"),
        *("--workers", "4" if LONG else "2"),
        fresh=True,
        environment=environment(postgres, redis, to_postgres.port, to_redis.port),
        settings={"requests_per_minute": 10_000_000},
        **ROOM,
    )
    running.wait()
    yield running
    assert running.stop() == 0
    assert "Traceback" not in running.log.read_text()
