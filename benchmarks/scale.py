"""How much one, two and four processes answer, how fast at which load, and what one more takes of memory.

Run by `make bench-scale`, which writes docs/capacity.md. PostgreSQL and Redis are the benchmark's own, on the same machine.
"""

from __future__ import annotations

import asyncio
import random
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from benchmarks.conversing import script
from benchmarks.processes import environment as own_environment
from benchmarks.processes import free_port, stop, wait_until_ready, write_unlimited_settings
from benchmarks.reports import ROOT, measured_on, write_section
from benchmarks.shared_services import Postgres, Redis, children, environment, missing_services

REPORT = ROOT / "docs" / "capacity.md"
WORKERS = (1, 2, 4)
# Clients that ask, wait and ask again, for so long.
CLIENTS, CLOSED_SECONDS = 48, 15.0
# Shares of what is answered at most, offered by people who do not wait for each other, for so long.
LOADS, OPEN_SECONDS = (0.25, 0.5, 0.75, 0.9, 1.1), 10.0
_MB = 1024.0

Ask = Callable[[aiohttp.ClientSession, int], Awaitable[None]]


@dataclass(frozen=True)
class Measured:
    """What was seen under one load.

    Attributes:
        offered: messages a second that were sent; None where clients waited for each answer.
        answered: messages a second that were answered.
        p50: seconds to an answer, the middle one.
        p99: the slowest of a hundred.
        failed: messages that were not answered.
    """

    offered: float | None
    answered: float
    p50: float
    p99: float
    failed: int


@dataclass(frozen=True)
class Running:
    """A server under measurement."""

    url: str
    process: subprocess.Popen[bytes]

    def memory(self) -> float:
        """Memory that its processes take together, in MB; what they share is counted once."""
        below = children(self.process.pid)
        everyone = [self.process.pid, *below, *(one for other in below for one in children(other))]
        return sum(map(_proportional_mb, everyone))


def _proportional_mb(process: int) -> float:
    for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / _MB
    return 0.0


@contextmanager
def served(workers: int, postgres: Postgres | None, redis: Redis | None) -> Iterator[Running]:
    """A server with so many processes; over files where it has no services.

    Args:
        workers: how many.
        postgres: the database; None for files.
        redis: the Redis; None for files.
    """
    with tempfile.TemporaryDirectory(prefix="assistant-") as folder:
        work = Path(folder)
        write_unlimited_settings(work / "settings.yml", {"state_folder": str(work)})
        store = f"{{type: bot.conversations.ConversationStore, dialect: sqlite, db: '{work}/c.db'}}"
        (work / "endpoints.yml").write_text(f"tracker_store: {store}\n", encoding="utf-8")
        port = free_port()
        shared = environment(postgres, redis) if postgres and redis else {}
        with (work / "log").open("wb") as log:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "bot", "serve", "--port", str(port)),
                    *("--endpoints", f"{work}/endpoints.yml", "--settings", f"{work}/settings.yml"),
                    *("--workers", str(workers)),
                ],
                cwd=ROOT,
                stdout=log,
                stderr=log,
                env={**own_environment(), **shared},
            )
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_ready(url, process, work / "log")
            yield Running(url, process)
        finally:
            stop([process])


def over_rest(url: str) -> Ask:
    """Asks over the REST channel, in conversations of five messages."""

    async def ask(client: aiohttp.ClientSession, number: int) -> None:
        content = {"sender": f"{number // 5}", "message": script(number // 5)[number % 5].text}
        async with client.post(f"{url}/webhooks/rest/webhook", json=content) as answer:
            answer.raise_for_status()
            await answer.read()

    return ask


def over_web(url: str) -> Ask:
    """Asks over the web channel, as the widget does: a session, then five messages."""
    sessions: dict[int, asyncio.Future[str]] = {}

    async def begin(client: aiohttp.ClientSession) -> str:
        async with client.post(f"{url}/web/sessions", json={}) as answer:
            answer.raise_for_status()
            return str((await answer.json())["token"])

    async def ask(client: aiohttp.ClientSession, number: int) -> None:
        conversation = number // 5
        if conversation not in sessions:
            sessions[conversation] = asyncio.ensure_future(begin(client))
        content = {
            "client_message_id": uuid.uuid4().hex,
            "text": script(conversation)[number % 5].text,
        }
        headers = {"authorization": f"Bearer {await sessions[conversation]}"}
        async with client.post(f"{url}/web/messages", json=content, headers=headers) as answer:
            answer.raise_for_status()
            await answer.read()

    return ask


async def closed_loop(ask: Ask, seconds: float = CLOSED_SECONDS) -> Measured:
    """Clients that each wait for an answer before they ask again: as much as can be answered."""
    times: list[float] = []
    failed = 0
    until = time.monotonic() + seconds

    async def one(client: aiohttp.ClientSession, who: int) -> None:
        nonlocal failed
        number = who * 1_000_000
        while time.monotonic() < until:
            begun = time.monotonic()
            try:
                await ask(client, number)
                times.append(time.monotonic() - begun)
            except (aiohttp.ClientError, TimeoutError):
                failed += 1
            number += 1

    begun = time.monotonic()
    async with _client() as client:
        await asyncio.gather(*(one(client, who) for who in range(CLIENTS)))
    return _measured(None, times, failed, time.monotonic() - begun)


async def open_loop(ask: Ask, rate: float, seconds: float = OPEN_SECONDS) -> Measured:
    """People who come at random, so many a second, whether or not others have been answered."""
    times: list[float] = []
    failed = 0
    draw = random.Random(rate)

    async def one(client: aiohttp.ClientSession, number: int) -> None:
        nonlocal failed
        begun = time.monotonic()
        try:
            await ask(client, number)
            times.append(time.monotonic() - begun)
        except (aiohttp.ClientError, TimeoutError):
            failed += 1

    begun = time.monotonic()
    async with _client() as client:
        tasks = []
        at = begun
        while at < begun + seconds:
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            # Each is a conversation of its own: its second message would wait for its first.
            tasks.append(asyncio.create_task(one(client, 5 * draw.getrandbits(40))))
            at += draw.expovariate(rate)
        await asyncio.gather(*tasks)
    return _measured(len(tasks) / seconds, times, failed, time.monotonic() - begun)


def _client() -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(limit=0)
    return aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=60))


def _measured(offered: float | None, times: list[float], failed: int, seconds: float) -> Measured:
    ranked = sorted(times) or [float("nan")]
    return Measured(
        offered,
        len(times) / seconds,
        ranked[len(ranked) // 2],
        ranked[min(len(ranked) - 1, int(0.99 * len(ranked)))],
        failed,
    )


def main() -> None:
    """Measures everything, and writes the report."""
    if missing := missing_services():
        raise SystemExit(missing)
    # Each client is a connection.
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    )
    postgres, redis = Postgres(), Redis()
    lines = [measured_on(), ""]
    try:
        lines += _closed(postgres, redis)
        lines += _open(postgres, redis)
    finally:
        postgres.remove()
        redis.remove()
    write_section(REPORT, "scale", "\n".join(lines))
    print("\n".join(lines))


def _closed(postgres: Postgres, redis: Redis) -> list[str]:
    lines = [
        f"As much as can be answered: {CLIENTS} clients that each wait for an answer, {CLOSED_SECONDS:.0f} s each. The clients, PostgreSQL and",
        "Redis run on the same cores. Memory is that of all processes, what they share counted once, after the load.",
        "",
        "| processes | kept in | REST, a second | p50, ms | p99, ms | web, a second | p50, ms | p99, ms | MB | MB for one more | not answered |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    before: tuple[int, float] | None = None
    for workers, shared in ((1, False), *((one, True) for one in WORKERS)):
        services = (postgres, redis) if shared else (None, None)
        with served(workers, *services) as server:
            asyncio.run(closed_loop(over_rest(server.url), 3.0))
            rest = asyncio.run(closed_loop(over_rest(server.url)))
            web = asyncio.run(closed_loop(over_web(server.url)))
            memory = server.memory()
        more = ""
        if shared and before is not None:
            more = f"{(memory - before[1]) / (workers - before[0]):.0f}"
        before = (workers, memory) if shared else None
        lines.append(
            f"| {workers} | {'PostgreSQL, Redis' if shared else 'files'} | {_row(rest)} | {_row(web)} | {memory:.0f} | {more} "
            f"| {rest.failed + web.failed} |"
        )
        print(lines[-1], flush=True)
    return lines


def _row(measured: Measured) -> str:
    return f"{measured.answered:.0f} | {1000 * measured.p50:.0f} | {1000 * measured.p99:.0f}"


def _open(postgres: Postgres, redis: Redis) -> list[str]:
    lines = [
        "",
        f"Answers while people come at random, {OPEN_SECONDS:.0f} s each, over the web channel, each beginning a conversation:",
        "",
        "| processes | offered, a second | of what it can | answered, a second | p50, ms | p99, ms | not answered |",
        "|---|---|---|---|---|---|---|",
    ]
    for workers in WORKERS:
        with served(workers, postgres, redis) as server:
            asyncio.run(closed_loop(over_web(server.url), 3.0))
            most = asyncio.run(closed_loop(over_web(server.url), 8.0)).answered
            for load in LOADS:
                seen = asyncio.run(open_loop(over_web(server.url), load * most))
                lines.append(
                    f"| {workers} | {seen.offered:.0f} | {load:.0%} | {_row(seen)} | {seen.failed} |"
                )
                print(lines[-1], flush=True)
    return lines


if __name__ == "__main__":
    main()
