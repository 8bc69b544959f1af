"""Messaging channels served by several processes: each update once, those of one chat in order, whoever takes them."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from server_process import Server

from benchmarks.shared_services import Postgres, Redis, children, environment
from tests.platforms.assistant import assistant_for
from tests.platforms.stand_in import Faults
from tests.platforms.telegram import TelegramStandIn

QUESTIONS = {
    "How many detention visits were made?": "1,376",
    "How many inmates got TB treatment?": "2,700",
    "How many detainees were followed up?": "2,261",
    "How many missing persons were registered?": "4,000",
}
_users = iter(range(200_001, 300_000))


@pytest.fixture(scope="module")
def telegram() -> Iterator[TelegramStandIn]:
    stand_in = TelegramStandIn()
    stand_in.start()
    yield stand_in
    stand_in.stop()


@pytest.fixture(scope="module")
def several(
    tmp_path_factory: pytest.TempPathFactory,
    postgres: Postgres,
    redis: Redis,
    telegram: TelegramStandIn,
) -> Iterator[Server]:
    running = assistant_for(
        tmp_path_factory.mktemp("messaging"),
        [telegram],
        environment=environment(postgres, redis),
        arguments=("--workers", "3"),
        fresh=True,
    )
    running.wait()
    yield running
    running.stop()


def test_an_update_that_comes_to_all_at_once_is_answered_once(
    several: Server, telegram: TelegramStandIn
) -> None:
    user = str(next(_users))
    event = telegram.says(user, "How many inmates got TB treatment?")
    with ThreadPoolExecutor(20) as pool:
        posted = list(pool.map(lambda _: telegram.deliver(several.url, event), range(20)))
    assert all(one.ok for one in posted)
    telegram.wait_for(1, user)
    time.sleep(1)
    assert len(telegram.to(user)) == 1


def test_what_one_person_writes_is_answered_in_order_whoever_takes_it(
    several: Server, telegram: TelegramStandIn
) -> None:
    chats = {str(next(_users)): random.sample(list(QUESTIONS), 4) for _ in range(6)}
    telegram.faults = Faults(crowd_one_in=7)
    try:
        for place in range(4):
            for user, asked in chats.items():
                # Each by a connection of its own, so that the next one may be another process's.
                assert telegram.deliver(several.url, telegram.says(user, asked[place])).ok
        for user, asked in chats.items():
            answers = [one.text for one in telegram.wait_for(4, user)]
            for question, answer in zip(asked, answers, strict=True):
                assert QUESTIONS[question] in answer
    finally:
        telegram.faults = Faults()


def test_what_a_killed_process_had_taken_another_one_answers(
    several: Server, telegram: TelegramStandIn
) -> None:
    users = [str(next(_users)) for _ in range(12)]
    (parent,) = children(several.process.pid)
    telegram.faults = Faults(stall_one_in=2)
    for user in users:
        event = telegram.says(user, "How many inmates got TB treatment?")
        assert telegram.deliver(several.url, event).ok
    for process in children(parent)[:2]:
        os.kill(process, signal.SIGKILL)
    time.sleep(1)
    telegram.faults = Faults()
    for user in users:
        telegram.wait_for(1, user, 60)
    time.sleep(1)
    # Where it cannot be known whether the answer has left, its place is taken by a sentence that says so.
    assert all(len(telegram.to(user)) <= 2 for user in users)
    assert all(sum("2,700" in one.text for one in telegram.to(user)) <= 1 for user in users)
