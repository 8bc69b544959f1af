"""Which services are shared, as the environment names them: both or neither."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import sqlalchemy

DATABASE_VARIABLE = "DATABASE_URL"
REDIS_VARIABLE = "REDIS_URL"
# As operators and hosting companies write it, all meaning the same.
_POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg2")
_REDIS = ("redis", "rediss", "unix")


class ServicesError(ValueError):
    """An address is missing or cannot be one; the message names the variable and the mend, and never quotes a password."""


@dataclass(frozen=True, repr=False)
class Services:
    """Where the shared services are.

    Attributes:
        database: of PostgreSQL.
        redis: address of Redis.
    """

    database: sqlalchemy.engine.URL
    redis: str


def services(environ: Mapping[str, str]) -> Services | None:
    """The services that an environment names; None where it names none.

    Args:
        environ: variables by name; empty ones count as not set.

    Raises:
        ServicesError: only one of the two is set, or an address cannot be one.
    """
    database, redis = environ.get(DATABASE_VARIABLE, ""), environ.get(REDIS_VARIABLE, "")
    if not database and not redis:
        return None
    for missing, given in (
        (DATABASE_VARIABLE, REDIS_VARIABLE),
        (REDIS_VARIABLE, DATABASE_VARIABLE),
    ):
        if not environ.get(missing):
            raise ServicesError(
                f"{given} is set and {missing} is not. Set both, to share state between processes, or neither, to keep "
                "it in files of one process."
            )
    return Services(_database(database), _redis(redis))


def _database(address: str) -> sqlalchemy.engine.URL:
    try:
        url = sqlalchemy.engine.make_url(address)
        url.port  # noqa: B018
    except (sqlalchemy.exc.ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in _POSTGRESQL or not url.database:
        raise ServicesError(
            f"{DATABASE_VARIABLE} is not the address of a PostgreSQL database. It looks like "
            "postgresql://user:password@host:5432/database."
        )
    return url.set(drivername="postgresql+psycopg2")


def _redis(address: str) -> str:
    try:
        parts = urlsplit(address)
        valid = parts.scheme in _REDIS and bool(parts.hostname or parts.path)
        parts.port  # noqa: B018
    except ValueError:
        valid = False
    if not valid:
        raise ServicesError(
            f"{REDIS_VARIABLE} is not the address of a Redis. It looks like redis://:password@host:6379/0."
        )
    return address
