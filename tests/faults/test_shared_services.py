"""Several processes, one assistant: whatever fails, nothing acknowledged is lost, and nothing is answered twice."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from server_process import Server

from benchmarks.conversing import Tally, converse
from benchmarks.shared_services import LONG, Network, Postgres, Redis, children

# How long things are out of order.
GONE_SECONDS = 60.0 if LONG else 3.0
CONVERSATIONS = 10_000 if LONG else 60
_numbers = iter(range(10**9))


def talk(server: Server, conversations: int, at_once: int = 12) -> Tally:
    """Holds conversations; none of them may have gone wrong."""
    numbers = [next(_numbers) for _ in range(conversations)]
    tally = asyncio.run(converse(server.url, numbers, at_once, patience=GONE_SECONDS + 60))
    assert not tally.problems, tally.problems[:5]
    assert tally.messages == 5 * conversations
    return tally


@contextmanager
def meanwhile(work: Callable[[threading.Event], None]) -> Iterator[None]:
    """Does something beside what is tested, until that is over."""
    over = threading.Event()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work(over)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    assert not failed, failed


def serving(server: Server) -> list[int]:
    """The processes that answer: those below the one that has loaded everything."""
    return [process for parent in children(server.process.pid) for process in children(parent)]


def test_conversations_go_on_in_whichever_process_answers(several: Server) -> None:
    tally = talk(several, 20)
    assert not tally.again


def test_processes_that_are_killed_lose_nothing(several: Server) -> None:
    kills = 100 if LONG else 6

    def kill(over: threading.Event) -> None:
        for _ in range(kills):
            os.kill(random.choice(serving(several)), signal.SIGKILL)
            if over.wait(0.7):
                return

    with meanwhile(kill):
        tally = talk(several, CONVERSATIONS // 2)
    assert tally.again


def test_whatever_fails_at_random_nothing_is_lost_doubled_or_mixed_up(
    several: Server, to_postgres: Network, to_redis: Network
) -> None:
    def fail(over: threading.Event) -> None:
        while not over.wait(random.uniform(0.3, 1.5)):
            network = random.choice([None, to_postgres, to_redis])
            if network is None:
                os.kill(random.choice(serving(several)), signal.SIGKILL)
                continue
            network.cut()
            time.sleep(random.uniform(0.0, 0.3))
            network.mend()

    with meanwhile(fail):
        talk(several, CONVERSATIONS, at_once=24)


def test_a_database_that_is_restarted_costs_nobody_an_answer(
    several: Server, postgres: Postgres
) -> None:
    def restart(_: threading.Event) -> None:
        time.sleep(0.3)
        postgres.stop()
        postgres.start()

    with meanwhile(restart):
        talk(several, CONVERSATIONS // 2)


def test_without_a_database_one_is_told_to_come_again(several: Server, postgres: Postgres) -> None:
    said = []

    def stop(_: threading.Event) -> None:
        postgres.stop()
        said.append(several.post("/webhooks/rest/webhook", {"sender": "x", "message": "hello"}))
        said.append(several.get("/ready"))
        said.append(several.post("/api/v1/ask", {"question": "How many detention visits?"}))
        time.sleep(GONE_SECONDS)
        postgres.start()

    with meanwhile(stop):
        time.sleep(0.5)
        talk(several, 10)
    assert [one.status_code for one in said] == [503, 503, 200]
    assert int(said[0].headers["retry-after"]) > 0
    assert "1,376" not in said[0].text


def test_a_database_without_a_free_connection_is_waited_for(
    several: Server, postgres: Postgres
) -> None:
    def take_all(_: threading.Event) -> None:
        postgres.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'facts' and pid <> pg_backend_pid()"
        )
        taken = []
        try:
            while True:
                taken.append(postgres.connect())
        except Exception:
            time.sleep(GONE_SECONDS)
        for one in taken:
            one.close()

    with meanwhile(take_all):
        time.sleep(0.5)
        talk(several, 10)


def test_a_slow_database_slows_answers_and_mixes_nothing_up(
    several: Server, to_postgres: Network
) -> None:
    to_postgres.slow(2.0 if LONG else 0.2)
    try:
        talk(several, 4)
    finally:
        to_postgres.slow(0)


@pytest.mark.parametrize("name", ["to_postgres", "to_redis"])
def test_a_network_that_is_cut_again_and_again_loses_nothing(
    name: str, several: Server, request: pytest.FixtureRequest
) -> None:
    network: Network = request.getfixturevalue(name)

    def cut(over: threading.Event) -> None:
        while not over.wait(random.uniform(0.2, 1.0)):
            network.cut()
            time.sleep(random.uniform(0.0, 0.5))
            network.mend()

    with meanwhile(cut):
        talk(several, CONVERSATIONS // 2)


@pytest.mark.parametrize("fault", ["restarted", "flushed", "paused"])
def test_without_redis_everything_is_answered_all_the_same(
    fault: str, several: Server, redis: Redis
) -> None:
    def break_it(_: threading.Event) -> None:
        time.sleep(0.2)
        if fault == "restarted":
            redis.restart()
        elif fault == "flushed":
            redis.command("FLUSHALL")
        else:
            redis.pause()
            time.sleep(GONE_SECONDS)
            redis.resume()

    with meanwhile(break_it):
        tally = talk(several, CONVERSATIONS // 3)
    assert not tally.again


def test_started_anew_nobody_is_refused(several: Server) -> None:
    before = set(serving(several))

    def renew(_: threading.Event) -> None:
        several.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + 60
        while before & set(serving(several)) and time.monotonic() < until:
            time.sleep(0.1)

    with meanwhile(renew):
        while before & set(serving(several)):
            tally = talk(several, 20)
            assert not tally.again
    assert len(serving(several)) == len(before)
