"""The addresses of shared services: both or neither, and each refused with its mend and without its password."""

from __future__ import annotations

import pytest

from bot.shared.services import ServicesError, services

DATABASE, REDIS = "postgresql://user:hidden@db:5432/facts", "redis://:hidden@cache:6379/0"


def test_without_addresses_nothing_is_shared() -> None:
    assert services({}) is None
    assert services({"DATABASE_URL": "", "REDIS_URL": ""}) is None


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg2"])
def test_the_ways_in_which_people_write_the_address_mean_the_same(scheme: str) -> None:
    shared = services({"DATABASE_URL": f"{scheme}://user:hidden@db/facts", "REDIS_URL": REDIS})
    assert shared is not None
    assert (shared.database.drivername, shared.database.host) == ("postgresql+psycopg2", "db")
    assert "hidden" not in repr(shared)


@pytest.mark.parametrize(
    ("database", "redis", "named"),
    [
        (DATABASE, "", "REDIS_URL is not"),
        ("", REDIS, "DATABASE_URL is not"),
        ("mysql://user:hidden@db/facts", REDIS, "DATABASE_URL is not the address"),
        ("postgresql://user:hidden@db", REDIS, "DATABASE_URL is not the address"),
        ("hidden", REDIS, "DATABASE_URL is not the address"),
        ("postgresql://user:hidden@db:port/facts", REDIS, "DATABASE_URL is not the address"),
        (DATABASE, "http://:hidden@cache", "REDIS_URL is not the address"),
        (DATABASE, "redis://:hidden@cache:port/0", "REDIS_URL is not the address"),
        (DATABASE, "redis://", "REDIS_URL is not the address"),
    ],
)
def test_half_of_them_or_a_broken_one_is_refused(database: str, redis: str, named: str) -> None:
    with pytest.raises(ServicesError, match=named) as refused:
        services({"DATABASE_URL": database, "REDIS_URL": redis})
    assert "hidden" not in str(refused.value)
