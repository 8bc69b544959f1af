"""Lets messages out not faster than a platform allows: those of this process, or those of all of them together."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import time
from collections.abc import Awaitable, Callable

from redis.asyncio import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

Sleep = Callable[[float], Awaitable[None]]
# A Redis that does not answer is left alone for so long.
_PAUSE_SECONDS = 2.0
# Takes the next free moment, by the clock of Redis, or moves it: all in microseconds.
_SCRIPT = """
local time = redis.call('TIME')
local now = time[1] * 10^6 + time[2]
local free = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
local next = math.max(free + tonumber(ARGV[1]), now + tonumber(ARGV[2]))
redis.call('SET', KEYS[1], string.format('%d', next), 'PX', math.ceil((next - now) / 10^3) + 10^3)
return free - now
"""


class Pace:
    """Lets one through every so many seconds."""

    def __init__(
        self,
        seconds: float,
        sleep: Sleep = asyncio.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Free at once.

        Args:
            seconds: between two.
            sleep: waits for so many seconds.
            now: a clock that is never set.
        """
        self._seconds = seconds
        self._sleep = sleep
        self._now = now
        self._free = 0.0

    def is_free(self, now: float) -> bool:
        """Whether nobody would have to wait."""
        return self._free <= now

    async def hold(self, seconds: float) -> None:
        """Lets nobody through for so long."""
        self._free = max(self._free, self._now() + seconds)

    async def next(self) -> None:
        """Waits for one's turn."""
        now = self._now()
        wait, self._free = self._free - now, max(now, self._free) + self._seconds
        if wait > 0:
            await self._sleep(wait)


class SharedPaces:
    """Paces that all processes keep together, in Redis; each its own while Redis does not answer."""

    def __init__(self, redis: Redis, secret: str) -> None:
        """Nothing is asked of Redis yet.

        Args:
            redis: connections to it.
            secret: without it nobody can tell whose pace is kept.
        """
        self._script = redis.register_script(_SCRIPT)
        self._secret = secret.encode()
        self._away_until = 0.0

    def pace(self, name: str, seconds: float) -> Pace:
        """The pace of a bot or a chat.

        Args:
            name: of it, unique over all platforms.
            seconds: between two.
        """
        key = hmac.new(self._secret, name.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return _SharedPace(self, f"pace:{key.hexdigest()[:40]}", seconds)

    async def take(self, key: str, seconds: float, hold: float) -> float | None:
        """How long to wait for the next free moment, in seconds, which is taken; None if Redis does not answer.

        Args:
            key: of the pace.
            seconds: until the one after it.
            hold: seconds from now on in which there is none.
        """
        if time.monotonic() < self._away_until:
            return None
        try:
            wait = await self._script(keys=[key], args=[round(1e6 * seconds), round(1e6 * hold)])
        except (RedisError, OSError, TimeoutError) as error:
            logger.error("paces are kept by each process alone: %s", type(error).__name__)
            self._away_until = time.monotonic() + _PAUSE_SECONDS
            return None
        return float(wait) / 1e6


class _SharedPace(Pace):
    def __init__(self, paces: SharedPaces, key: str, seconds: float) -> None:
        super().__init__(seconds)
        self._paces = paces
        self._key = key

    async def hold(self, seconds: float) -> None:
        await super().hold(seconds)
        await self._paces.take(self._key, 0.0, seconds)

    async def next(self) -> None:
        wait = await self._paces.take(self._key, self._seconds, 0.0)
        if wait is None:
            await super().next()
        elif wait > 0:
            await self._sleep(wait)
