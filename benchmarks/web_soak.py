"""Many conversations at once over the channel `web`, with connections cut at random: is any reply lost,
doubled or in the wrong conversation?

    python -m benchmarks.web_soak http://127.0.0.1:5005 [--sessions 10] [--messages 100] [--cut 0.3]

The server's `web` limits must allow it: `messages_per_minute`, `sessions_per_minute`, `requests_per_minute`.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import socket
import struct
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from bot.facts import load_fact_sheet

# Each with the key of the figure that its answer must hold. "Is that exact?" is answered by what was asked before,
# so that a reply in the wrong conversation would show.
TOPICS = {
    "how many detention visits were there?": "detention_visits",
    "how many inmates got TB treatment?": "tb_treated",
    "how many families of missing people were supported?": "missing_families_supported",
    "how many missing persons were registered?": "missing_registered",
    "how many people got livelihood assets?": "livelihoods_assets",
}
FOLLOW_UP = "is that number exact?"
_IDENTIFIER = re.compile(r"^([0-9a-f]{32})\.(\d+)$")


@dataclass(frozen=True)
class Outcome:
    """What became of one conversation; the first three should be 0."""

    wrong: int
    lost: int
    doubled: int
    cut: int
    seconds: tuple[float, ...]


def converse(server: str, messages: int, cut_share: float, seed: int) -> Outcome:
    """Holds one conversation, cutting connections and asking again with the same id.

    Args:
        server: its address.
        messages: how many.
        cut_share: of the messages' connections, cut before the answer has come.
        seed: of what is random.
    """
    chance = random.Random(seed)
    with requests.Session() as http:
        begun = http.post(f"{server}/web/sessions", json={}, timeout=30)
        begun.raise_for_status()
        headers = {"authorization": f"Bearer {begun.json()['token']}"}
        wrong, cuts, seconds = 0, 0, []
        sent: list[tuple[str, str, Any]] = []
        topic = ""
        for number in range(messages):
            follow_up = bool(topic) and number % 2 == 1
            topic = topic if follow_up else chance.choice(list(TOPICS))
            text = FOLLOW_UP if follow_up else topic
            content = {
                "client_message_id": uuid.UUID(int=chance.getrandbits(128)).hex,
                "text": text,
            }
            while chance.random() < cut_share:
                cuts += 1
                _send_and_cut(server, headers["authorization"], content, chance.uniform(0, 0.03))
            started = time.perf_counter()
            answer = http.post(f"{server}/web/messages", json=content, headers=headers, timeout=60)
            seconds.append(time.perf_counter() - started)
            answer.raise_for_status()
            replies = answer.json()["messages"]
            wrong += _number(TOPICS[topic]) not in replies[0]["text"]
            sent.append((content["client_message_id"], text, replies))
        history = http.get(f"{server}/web/messages", headers=headers, timeout=60).json()["messages"]
    lost, doubled = _compare(sent, history)
    return Outcome(wrong, lost, doubled, cuts, tuple(seconds))


def _number(key: str) -> str:
    figure = load_fact_sheet().facts[key].figure
    if figure is None:
        raise ValueError(f"{key} is no figure")
    return f"{figure.value:,}"


def _send_and_cut(server: str, token: str, content: dict[str, str], wait: float) -> None:
    """Sends a message and breaks the connection off, sometimes in the middle of the request."""
    body = json.dumps(content)
    request = (
        f"POST /web/messages HTTP/1.1\r\nhost: {urlsplit(server).netloc}\r\nauthorization: {token}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n{body}"
    ).encode()
    address = (urlsplit(server).hostname, urlsplit(server).port or 80)
    with socket.create_connection(address, timeout=30) as connection:
        # Closing sends a reset, as a lost network would.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.sendall(request if wait > 0.005 else request[: len(request) // 2])
        time.sleep(wait)


def _compare(sent: list[tuple[str, str, Any]], history: list[dict[str, Any]]) -> tuple[int, int]:
    """How many messages or replies the conversation lacks, and how many it holds more than once."""
    asked = [message["id"] for message in history if message["role"] == "user"]
    replies = {message["id"]: message for message in history if _IDENTIFIER.match(message["id"])}
    lost = sum(
        identifier not in asked or any(reply != replies.get(reply["id"]) for reply in answer)
        for identifier, _, answer in sent
    )
    of_sent = sum(len(answer) for _, _, answer in sent)
    return lost, len(asked) - len(set(asked)) + max(0, len(history) - 1 - len(asked) - of_sent)


def soak(server: str, sessions: int, messages: int, cut_share: float) -> list[Outcome]:
    """Holds conversations side by side.

    Args:
        server: its address.
        sessions: how many at once.
        messages: of each.
        cut_share: of the messages' connections, cut before the answer has come.
    """
    with ThreadPoolExecutor(sessions) as pool:
        return list(
            pool.map(lambda seed: converse(server, messages, cut_share, seed), range(sessions))
        )


def main() -> int:
    """Prints the figures; the exit status is 1 where one should be 0 and is not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server")
    parser.add_argument("--sessions", type=int, default=10)
    parser.add_argument("--messages", type=int, default=100)
    parser.add_argument("--cut", type=float, default=0.3)
    arguments = parser.parse_args()
    started = time.perf_counter()
    outcomes = soak(arguments.server, arguments.sessions, arguments.messages, arguments.cut)
    took = time.perf_counter() - started
    seconds = sorted(second for outcome in outcomes for second in outcome.seconds)
    faults = [sum(getattr(one, name) for one in outcomes) for name in ("wrong", "lost", "doubled")]
    print(f"{arguments.sessions} sessions of {arguments.messages} messages in {took:.1f} s")
    print(f"connections cut: {sum(outcome.cut for outcome in outcomes)}")
    print(f"in the wrong conversation: {faults[0]}, lost: {faults[1]}, doubled: {faults[2]}")
    print(
        f"answer: p50 {seconds[len(seconds) // 2] * 1000:.0f} ms, p99 {seconds[len(seconds) * 99 // 100] * 1000:.0f} ms"
    )
    return int(any(faults))


if __name__ == "__main__":
    sys.exit(main())
