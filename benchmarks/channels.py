"""`make bench-channels`: the messaging channels under load, against stand-ins for their platforms that fail and stall.

Each channel serves 50 conversations of 10 messages at once while one request to the platform in ten fails and one in
fifty stalls; what arrives is counted. Then it is measured how soon a platform's request is acknowledged while 20
conversations are being answered, and whether messages of one conversation wait for more than each other. Writes
docs/benchmark.md between its markers.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from server_process import Server

from benchmarks.reports import BENCHMARK, measured_on, write_section
from bot.answers.composer import composer_for
from bot.facts import DEFAULT_LANGUAGE
from tests.platforms.all import STAND_INS
from tests.platforms.assistant import assistant_for, wait_until_done
from tests.platforms.stand_in import Faults, StandIn
from tests.platforms.whatsapp import WhatsAppStandIn

CONVERSATIONS, MESSAGES = 50, 10
FAULTS = Faults(fail_one_in=10, stall_one_in=50, stall_seconds=3.0)
ANSWERED_AT_ONCE, SECONDS = 20, 30


@dataclass(frozen=True)
class Arrived:
    """What came of one channel's messages.

    Attributes:
        sent: messages of people.
        once: of them, answered once.
        in_order: conversations whose answers came in the order of the questions.
        seconds: from the first message to the last answer.
        posted: requests that the platform made for them.
    """

    sent: int
    once: int
    in_order: int
    seconds: float
    posted: int


def main() -> None:
    """Measures, prints the tables and writes them into the report."""
    lines = [measured_on(), "", *_load_table(), "", *_latencies()]
    text = "\n".join(lines)
    print(text)
    write_section(BENCHMARK, "messaging channels", text)


def _questions() -> list[tuple[str, str]]:
    """Questions about as many figures as a conversation has messages, and the sentence that answers each."""
    composer = composer_for(DEFAULT_LANGUAGE)
    figures = list(composer.sheet.figures())[:MESSAGES]
    code = composer.language.code
    return [(fact.question[code], composer.sentence(fact)) for fact in figures]


def _user(name: str, number: int) -> tuple[str, str]:
    """Somebody on a platform, and the chat in which they are answered."""
    user = {"twilio": f"+1555{number:07d}", "slack": f"U{number}"}.get(name, str(200_000 + number))
    return user, f"D{user}" if name == "slack" else user


def _load_table() -> list[str]:
    lines = [
        "| channel | messages | answered once | conversations in order | requests of the platform | s |",
        "|---|---|---|---|---|---|",
    ]
    for name, kind in STAND_INS.items():
        stand_in = kind().start()
        with tempfile.TemporaryDirectory() as folder:
            server = assistant_for(Path(folder), [stand_in], fresh=True)
            try:
                server.wait()
                found = _under_load(server, stand_in)
            finally:
                server.stop()
                stand_in.stop()
        order = f"{found.in_order} of {CONVERSATIONS}"
        print(f"{name}: {found}", flush=True)
        lines.append(
            f"| {name} | {found.sent} | {found.once} | {order} | {found.posted} | {found.seconds:.0f} |"
        )
    return lines


def _under_load(server: Server, stand_in: StandIn) -> Arrived:
    questions = _questions()
    stand_in.faults = FAULTS
    posted = 0
    adding = threading.Lock()
    begun = time.monotonic()

    def talk(number: int) -> None:
        nonlocal posted
        user, _ = _user(stand_in.name, number)
        for question, _ in questions:
            event = stand_in.says(user, question)
            times = stand_in.deliver_until_taken(server.url, event)
            with adding:
                posted += times

    with ThreadPoolExecutor(CONVERSATIONS) as pool:
        list(pool.map(talk, range(CONVERSATIONS)))
    wait_until_done(server, 600)
    seconds = time.monotonic() - begun
    once = in_order = 0
    for number in range(CONVERSATIONS):
        texts = [sent.text for sent in stand_in.to(_user(stand_in.name, number)[1])]
        places = [[i for i, t in enumerate(texts) if answer in t] for _, answer in questions]
        once += sum(len(found) == 1 for found in places)
        firsts = [found[0] for found in places if found]
        in_order += firsts == sorted(firsts) and len(firsts) == len(questions)
    return Arrived(CONVERSATIONS * len(questions), once, in_order, seconds, posted)


def _latencies() -> list[str]:
    stand_in = WhatsAppStandIn()
    stand_in.start()
    with tempfile.TemporaryDirectory() as folder:
        server = assistant_for(Path(folder), [stand_in], fresh=True)
        try:
            server.wait()
            _answer_seconds(server, stand_in, [_user("whatsapp", 9999)[0]] * 3, 0.0)  # warm
            taken = _acknowledged(server, stand_in)
            apart = _answer_seconds(
                server, stand_in, [_user("whatsapp", 1000 + n)[0] for n in range(MESSAGES)], 1.0
            )
            together = _answer_seconds(
                server, stand_in, [_user("whatsapp", 2000)[0]] * MESSAGES, 1.0
            )
        finally:
            server.stop()
            stand_in.stop()
    p50, p99 = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
    return [
        f"From a platform's request to the 2xx, while {ANSWERED_AT_ONCE} conversations are being answered: "
        f"{1000 * p50:.1f} ms in the median, {1000 * p99:.1f} ms at p99 ({len(taken)} requests).",
        "",
        f"From a message to its answer, a message a second: {1000 * statistics.median(together):.0f} ms in one "
        f"conversation, {1000 * statistics.median(apart):.0f} ms in {MESSAGES} conversations (medians; ratio "
        f"{statistics.median(together) / statistics.median(apart):.2f}).",
    ]


def _acknowledged(server: Server, stand_in: StandIn) -> list[float]:
    """Seconds until each message is acknowledged, of conversations that go on as fast as they are answered."""
    questions = _questions()
    until = time.monotonic() + SECONDS

    def talk(number: int) -> list[float]:
        user, chat = _user("whatsapp", 3000 + number)
        taken: list[float] = []
        # Not all at once: people do not write in step.
        time.sleep(number * SECONDS / 200)
        while time.monotonic() < until:
            event = stand_in.says(user, questions[len(taken) % MESSAGES][0])
            begun = time.monotonic()
            stand_in.deliver(server.url, event)
            taken.append(time.monotonic() - begun)
            stand_in.wait_for(len(taken), chat, 60)
        return taken

    with ThreadPoolExecutor(ANSWERED_AT_ONCE) as pool:
        return [one for found in pool.map(talk, range(ANSWERED_AT_ONCE)) for one in found]


def _answer_seconds(
    server: Server, stand_in: StandIn, users: list[str], every: float
) -> list[float]:
    """Seconds from each message to its answer, of messages sent at a fixed pace."""
    questions = _questions()
    taken = []
    for number, user in enumerate(users):
        before = len(stand_in.to(user))
        begun = time.monotonic()
        stand_in.deliver(server.url, stand_in.says(user, questions[number % MESSAGES][0]))
        found = stand_in.wait_for(before + 1, user)
        taken.append(found[before].at - begun)
        time.sleep(max(0.0, every - (time.monotonic() - begun)))
    return taken


if __name__ == "__main__":
    main()
