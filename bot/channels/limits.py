"""Limits how often one address, or one session, may ask."""

from __future__ import annotations

import time
from http import HTTPStatus

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sanic import Sanic
from sanic.request import Request

from bot.channels.client_address import client_address
from bot.channels.problems import Problem
from bot.settings import WebSettings

# Whoever watches the server must see it best when it is overrun.
_NOT_LIMITED = ("/health", "/ready", "/metrics")
_SET_BY_SECONDS = 5.0


def limit_requests(app: Sanic, requests_per_minute: int) -> None:
    """Refuses requests of an address beyond its share with 429.

    Args:
        app: the server.
        requests_per_minute: of one address, counted over the last minute.
    """
    shares = Shares()
    share = RateLimitItemPerMinute(requests_per_minute)

    @app.on_request
    async def refuse_beyond_share(request: Request) -> None:
        if request.path not in _NOT_LIMITED:
            shares.take(
                share,
                "all",
                client_address(request),
                "Too many requests from this address. Wait a minute.",
            )


class Shares:
    """Counts what was taken of shares over the last minute."""

    def __init__(self) -> None:
        """Nothing is taken yet."""
        self._storage = MemoryStorage()
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._clocks = self._apart()

    def take(self, share: RateLimitItem, kind: str, whose: str, detail: str) -> None:
        """Takes one of a share.

        Args:
            share: how much there is.
            kind: what is counted.
            whose: address or session.
            detail: what is said when nothing is left.

        Raises:
            Problem: the share is used up.
        """
        apart = self._apart()
        if abs(apart - self._clocks) > _SET_BY_SECONDS:
            # The library counts by the wall clock. When that is set, what was taken "in an hour" would count till then.
            self._storage.reset()
            self._clocks = apart
        if not self._limiter.hit(share, kind, whose):
            reset = self._limiter.get_window_stats(share, kind, whose).reset_time
            retry_seconds = max(1, round(reset - time.time()))
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, detail, retry_seconds=retry_seconds)

    @staticmethod
    def _apart() -> float:
        return time.time() - time.monotonic()


class WebLimits:
    """The shares of the channel `web`: of an address, and of a session."""

    def __init__(self, settings: WebSettings) -> None:
        """Nothing is used up yet.

        Args:
            settings: the shares.
        """
        self._shares = Shares()
        self._requests = RateLimitItemPerMinute(settings.requests_per_minute)
        self._sessions = RateLimitItemPerMinute(settings.sessions_per_minute)
        self._messages = RateLimitItemPerMinute(settings.messages_per_minute)

    def count_request(self, address: str) -> None:
        """Counts a request of an address.

        Raises:
            Problem: its share is used up; so with the others.
        """
        self._shares.take(
            self._requests, "requests", address, "Too many requests from this address."
        )

    def count_session(self, address: str) -> None:
        """Counts a session begun by an address."""
        self._shares.take(
            self._sessions, "sessions", address, "Too many conversations begun by this address."
        )

    def count_message(self, session: str) -> None:
        """Counts a message of a session."""
        self._shares.take(
            self._messages,
            "messages",
            session,
            "That was many messages in a short time. Please wait.",
        )
