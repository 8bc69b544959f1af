"""What processes count together in Redis, and each alone while it does not answer."""

from __future__ import annotations

import asyncio
import uuid

import pytest
from limits import RateLimitItemPerMinute
from redis.asyncio import Redis as Client

from benchmarks.shared_services import Redis
from bot.channels.limits import SharedShares
from bot.channels.messaging.pacing import SharedPaces
from bot.channels.problems import Problem

SHARE = RateLimitItemPerMinute(3)


def test_an_address_has_one_share_in_all_processes(redis: Redis) -> None:
    async def ask() -> None:
        one, other = SharedShares(redis.url), SharedShares(redis.url)
        for shares in (one, other, one):
            await shares.take(SHARE, "all", "192.0.2.1", "too many")
        await other.take(SHARE, "all", "192.0.2.2", "too many")
        for shares in (one, other):
            with pytest.raises(Problem) as refused:
                await shares.take(SHARE, "all", "192.0.2.1", "too many")
            assert 1 <= int(refused.value.response().headers["retry-after"]) <= 60

    asyncio.run(ask())


def test_while_redis_does_not_answer_each_process_counts_for_itself(redis: Redis) -> None:
    async def ask() -> None:
        shares = SharedShares(redis.url)
        redis.pause()
        try:
            for _ in range(3):
                await shares.take(SHARE, "all", "192.0.2.3", "too many")
            with pytest.raises(Problem):
                await shares.take(SHARE, "all", "192.0.2.3", "too many")
        finally:
            redis.resume()

    asyncio.run(ask())


def test_all_processes_keep_one_pace_with_a_chat(redis: Redis) -> None:
    async def waits() -> list[float]:
        clients = [Client.from_url(redis.url) for _ in range(3)]
        paces = [SharedPaces(client, "a secret") for client in clients]
        key = uuid.uuid4().hex
        found = [await one.take(key, 100.0, 0.0) for _ in range(2) for one in paces]
        # Whoever is told to wait holds up the others.
        await paces[0].take(key, 0.0, 1000.0)
        found.append(await paces[2].take(key, 100.0, 0.0))
        for client in clients:
            await client.aclose()
        return [-1.0 if one is None else one for one in found]

    *first, last = asyncio.run(waits())
    assert first == pytest.approx([0, 100, 200, 300, 400, 500], abs=5)
    assert last == pytest.approx(1000, abs=5)


def test_redis_is_not_told_whose_chat_it_is(redis: Redis) -> None:
    async def write() -> bytes:
        client = Client.from_url(redis.url)
        await SharedPaces(client, "a secret").pace("telegram:4915112345678", 0.01).next()
        keys: list[bytes] = await client.keys("pace:*")
        await client.aclose()
        return b" ".join(keys)

    keys = asyncio.run(write())
    assert keys
    assert b"4915112345678" not in keys
