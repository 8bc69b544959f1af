"""What `deploy/compose.yml` starts, as plain processes: nginx, two assistants of two processes each, PostgreSQL, Redis."""

from __future__ import annotations

import asyncio
import re
import ssl
import threading
import time
from pathlib import Path

import pytest
from nginx_front import DEPLOY, PUBLIC, Front, needs_nginx
from server_process import Server

from benchmarks.conversing import converse
from benchmarks.shared_services import Postgres, Redis, environment


def test_compose_puts_both_assistants_behind_the_same_configuration() -> None:
    compose = (DEPLOY / "compose.yml").read_text()
    found = re.search(r"sed 's/(.*?)/(.*?)/'", compose)
    assert found
    assert found[1] in (DEPLOY / "nginx.conf").read_text()
    assert found[2] == "server assistant-1:5005; server assistant-2:5005;"


@needs_nginx
def test_one_assistant_after_the_other_is_replaced_and_no_conversation_notices(
    tmp_path: Path, postgres: Postgres, redis: Redis
) -> None:
    def assistant(name: str, port: int | None = None) -> Server:
        folder = tmp_path / name
        folder.mkdir()
        running = Server(
            folder,
            *("--workers", "2"),
            environment=environment(postgres, redis),
            settings={
                "public_url": PUBLIC,
                "trusted_proxies": ["127.0.0.1"],
                "requests_per_minute": 10**6,
            },
            messages_per_minute=10**4,
            sessions_per_minute=10**5,
            requests_per_minute=10**6,
            port=port,
        )
        running.wait()
        return running

    servers = [assistant("one"), assistant("two")]
    front = Front(tmp_path, *servers)
    trusted = ssl.create_default_context(cafile=tmp_path / "certificate.pem")
    trusted.check_hostname = False
    failed: list[BaseException] = []

    def replace() -> None:
        try:
            for place, name in enumerate(("new one", "new two")):
                time.sleep(0.5)
                port = servers[place].port
                assert servers[place].stop() == 0, servers[place].log.read_text()
                servers[place] = assistant(name, port)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=replace)
    thread.start()
    try:
        numbers = iter(range(10**6, 10**7))
        while thread.is_alive():
            some = [next(numbers) for _ in range(20)]
            url = f"https://127.0.0.1:{front.https}"
            tally = asyncio.run(converse(url, some, 8, 60, trusted))
            assert not tally.problems, tally.problems[:5]
    finally:
        thread.join()
        front.process.terminate()
        front.process.wait(timeout=20)
        for one in servers:
            one.stop()
    assert not failed, failed


def test_what_was_backed_up_is_there_again(
    tmp_path: Path, postgres: Postgres, redis: Redis
) -> None:
    running = Server(tmp_path, environment=environment(postgres, redis))
    running.wait()
    try:
        asked = running.say("backed.up", "How many detention visits were made?")
        backup = postgres.dump()
        assert running.post(
            "/webhooks/rest/webhook", {"sender": "backed.up", "message": "forget me"}
        ).ok
        postgres.restore(backup)
        again = running.say("backed.up", "is that exact?")
    finally:
        running.stop()
    assert "1,376" in asked[0]["text"]
    assert "1,376" in again[0]["text"]


pytestmark = pytest.mark.usefixtures("installed")
