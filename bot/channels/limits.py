"""Limits how often one address, or one session, may ask."""

from __future__ import annotations

import logging
import time
from http import HTTPStatus

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter as SharedRateLimiter
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError
from sanic import Sanic
from sanic.request import Request

from bot.channels.client_address import client_address
from bot.channels.problems import Problem
from bot.settings import WebSettings
from bot.shared.engine import REDIS_SECONDS

logger = logging.getLogger(__name__)

# Whoever watches the server must see it best when it is overrun.
_NOT_LIMITED = ("/health", "/ready", "/metrics")
_SET_BY_SECONDS = 5.0
# A Redis that does not answer is left alone for so long.
_PAUSE_SECONDS = 2.0


def limit_requests(app: Sanic, shares: Shares, requests_per_minute: int) -> None:
    """Refuses requests of an address beyond its share with 429.

    Args:
        app: the server.
        shares: where it is counted.
        requests_per_minute: of one address, counted over the last minute.
    """
    share = RateLimitItemPerMinute(requests_per_minute)

    @app.on_request
    async def refuse_beyond_share(request: Request) -> None:
        if request.path not in _NOT_LIMITED:
            await shares.take(
                share,
                "all",
                client_address(request),
                "Too many requests from this address. Wait a minute.",
            )


class Shares:
    """Counts, for this process, what was taken of shares over the last minute."""

    def __init__(self) -> None:
        """Nothing is taken yet."""
        self._storage = MemoryStorage()
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._clocks = self._apart()

    async def take(self, share: RateLimitItem, kind: str, whose: str, detail: str) -> None:
        """Takes one of a share.

        Args:
            share: how much there is.
            kind: what is counted.
            whose: address or session.
            detail: what is said when nothing is left.

        Raises:
            Problem: the share is used up.
        """
        free_at = await self._hit(share, kind, whose)
        if free_at is not None:
            retry_seconds = max(1, round(free_at - time.time()))
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, detail, retry_seconds=retry_seconds)

    async def _hit(self, share: RateLimitItem, kind: str, whose: str) -> float | None:
        """When there is something of the share again, in seconds since 1970; None if one was taken."""
        apart = self._apart()
        if abs(apart - self._clocks) > _SET_BY_SECONDS:
            # The library counts by the wall clock. When that is set, what was taken "in an hour" would count till then.
            self._storage.reset()
            self._clocks = apart
        if self._limiter.hit(share, kind, whose):
            return None
        return self._limiter.get_window_stats(share, kind, whose).reset_time

    @staticmethod
    def _apart() -> float:
        return time.time() - time.monotonic()


class SharedShares(Shares):
    """Counts in Redis for all processes; in this one alone while Redis does not answer, since nobody is to wait for it."""

    def __init__(self, redis: str) -> None:
        """Nothing is connected yet.

        Args:
            redis: its address.
        """
        super().__init__()
        storage = RedisStorage(
            f"async+{redis}",
            implementation="redispy",
            socket_timeout=REDIS_SECONDS,
            socket_connect_timeout=REDIS_SECONDS,
        )
        self._shared = SharedRateLimiter(storage)
        self._away_until = 0.0

    async def _hit(self, share: RateLimitItem, kind: str, whose: str) -> float | None:
        if time.monotonic() >= self._away_until:
            try:
                if await self._shared.hit(share, kind, whose):
                    return None
                return (await self._shared.get_window_stats(share, kind, whose)).reset_time
            except (RedisError, OSError, TimeoutError) as error:
                logger.error("limits are counted by each process alone: %s", type(error).__name__)
                self._away_until = time.monotonic() + _PAUSE_SECONDS
        return await super()._hit(share, kind, whose)


class WebLimits:
    """The shares of the channel `web`: of an address, and of a session."""

    def __init__(self, settings: WebSettings, shares: Shares) -> None:
        """Nothing is used up yet.

        Args:
            settings: how much each may.
            shares: where it is counted.
        """
        self._shares = shares
        self._requests = RateLimitItemPerMinute(settings.requests_per_minute)
        self._sessions = RateLimitItemPerMinute(settings.sessions_per_minute)
        self._messages = RateLimitItemPerMinute(settings.messages_per_minute)

    async def count_request(self, address: str) -> None:
        """Counts a request of an address.

        Raises:
            Problem: its share is used up; so with the others.
        """
        await self._shares.take(
            self._requests, "requests", address, "Too many requests from this address."
        )

    async def count_session(self, address: str) -> None:
        """Counts a session begun by an address."""
        await self._shares.take(
            self._sessions, "sessions", address, "Too many conversations begun by this address."
        )

    async def count_message(self, session: str) -> None:
        """Counts a message of a session."""
        await self._shares.take(
            self._messages,
            "messages",
            session,
            "That was many messages in a short time. Please wait.",
        )
