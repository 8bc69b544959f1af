"""Limits how often one address may ask."""

from __future__ import annotations

from http import HTTPStatus

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sanic import Sanic
from sanic.request import Request

from bot.channels.problems import Problem


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
