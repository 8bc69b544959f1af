"""Limits how often one address, or one session, may ask."""

from __future__ import annotations

import time
from http import HTTPStatus

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.problems import Problem
from bot.settings import WebSettings


def limit_requests(app: Sanic, requests_per_minute: int) -> None:
    """Refuses requests of an address beyond its share with 429.

    Args:
        app: the server.
        requests_per_minute: of one address, counted over the last minute.
    """
    limiter = MovingWindowRateLimiter(MemoryStorage())
    share = RateLimitItemPerMinute(requests_per_minute)

    @app.on_request
    async def refuse_beyond_share(request: Request) -> None:
        if not limiter.hit(share, request.ip):
            raise Problem(
                HTTPStatus.TOO_MANY_REQUESTS, "Too many requests from this address. Wait a minute."
            )


class TooManyRequestsError(Problem):
    """A request beyond someone's share, with when to try again."""

    def __init__(self, detail: str, retry_seconds: int) -> None:
        """Keeps what the caller is told.

        Args:
            detail: whose share is used up.
            retry_seconds: after which a request will be taken again.
        """
        super().__init__(HTTPStatus.TOO_MANY_REQUESTS, detail)
        self._retry_seconds = retry_seconds

    def response(self) -> HTTPResponse:
        """The problem as a JSON response with the header `retry-after`."""
        response = super().response()
        response.headers["retry-after"] = str(self._retry_seconds)
        return response


class WebLimits:
    """The shares of the channel `web`: of an address, and of a session."""

    def __init__(self, settings: WebSettings) -> None:
        """Nothing is used up yet.

        Args:
            settings: the shares.
        """
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._requests = RateLimitItemPerMinute(settings.requests_per_minute)
        self._sessions = RateLimitItemPerMinute(settings.sessions_per_minute)
        self._messages = RateLimitItemPerMinute(settings.messages_per_minute)

    def count_request(self, address: str) -> None:
        """Counts a request of an address.

        Raises:
            Problem: its share is used up; so with the others.
        """
        self._hit(self._requests, "requests", address, "Too many requests from this address.")

    def count_session(self, address: str) -> None:
        """Counts a session begun by an address."""
        self._hit(
            self._sessions, "sessions", address, "Too many conversations begun by this address."
        )

    def count_message(self, session: str) -> None:
        """Counts a message of a session."""
        self._hit(
            self._messages,
            "messages",
            session,
            "That was many messages in a short time. Please wait.",
        )

    def _hit(self, share: RateLimitItem, kind: str, whose: str, detail: str) -> None:
        if not self._limiter.hit(share, kind, whose):
            reset = self._limiter.get_window_stats(share, kind, whose).reset_time
            raise TooManyRequestsError(detail, max(1, round(reset - time.time())))
