"""Connections to the shared database and to Redis."""

from __future__ import annotations

import sqlalchemy
from redis.asyncio import Redis

# So many at a time for each process: the messages that are being answered, and what is read and kept beside them.
CONNECTIONS = 16
# A connection that is not to be had in this time is not waited for: whoever asked is told to ask again.
_CONNECT_SECONDS = 2
_STATEMENT_SECONDS = 8
# Who waits behind another message of the same conversation.
_LOCK_SECONDS = 5
# A process that hangs in the middle of a message must not hold its conversation for ever.
_IDLE_SECONDS = 60
# Redis is for what may be lost: a request is held up by it for so long at most.
REDIS_SECONDS = 0.25
# What is sent into a network that has gone is noticed after so long.
_GONE_SECONDS = 5


def shared_engine(address: sqlalchemy.engine.URL) -> sqlalchemy.engine.Engine:
    """Connections to a PostgreSQL database, none of them made yet.

    Args:
        address: of the database.
    """
    limits = {
        "statement_timeout": _STATEMENT_SECONDS,
        "lock_timeout": _LOCK_SECONDS,
        "idle_in_transaction_session_timeout": _IDLE_SECONDS,
    }
    engine: sqlalchemy.engine.Engine = sqlalchemy.create_engine(
        address,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=_CONNECT_SECONDS,
        # A database that was restarted costs nobody an answer.
        pool_pre_ping=True,
        # An error must not quote what was said.
        hide_parameters=True,
        connect_args={
            "application_name": "fact-assistant",
            "connect_timeout": _CONNECT_SECONDS,
            "options": " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items()),
            "keepalives_idle": _GONE_SECONDS,
            "keepalives_interval": _GONE_SECONDS,
            "keepalives_count": 2,
            "tcp_user_timeout": 10**3 * _GONE_SECONDS,
        },
    )
    return engine


def shared_redis(address: str) -> Redis:
    """Connections to a Redis, none of them made yet.

    Args:
        address: of it.
    """
    redis: Redis = Redis.from_url(
        address, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
    )
    return redis
