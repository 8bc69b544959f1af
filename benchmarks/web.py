"""`make bench-web`: the widget and the press page in a real browser, long conversations, and many at once.

Starts this assistant on a free port and drives Debian's Chromium. Pages are loaded with an empty cache, as they
come over loopback and again under the throttling Lighthouse uses for phones. Writes docs/benchmark.md between its
markers.
"""

from __future__ import annotations

import gzip
import statistics
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import count, islice
from typing import Any

import requests
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from benchmarks.processes import assistant_server, chromium, resident_mb
from benchmarks.questions import load_questions
from benchmarks.reports import BENCHMARK, measured_on, write_section
from benchmarks.web_soak import Outcome, soak

LOADS = 5  # of each page; the median is reported
PAGES = ("/", "/press", "/press/figures/detention_visits")
PHONE = ViewportSize(width=412, height=823)
# What Lighthouse throttles to for a phone: "slow 4G" and a processor four times as slow.
SLOW_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}  # fmt: skip
SLOW_PROCESSOR = 4
MESSAGES = 1000
SESSIONS, MESSAGES_OF_A_SESSION, CUT_SHARE = 10, 100, 0.3
_WATCH = """
window.seen = {largest: 0, shift: 0, blocked: 0};
const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note))
  .observe({type, buffered: true});
watch("largest-contentful-paint", (entry) => { seen.largest = entry.startTime; });
watch("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.shift += entry.value; });
watch("longtask", (entry) => { seen.blocked += Math.max(0, entry.duration - 50); });
"""
_READ = """() => ({...seen, first: performance.getEntriesByName("first-contentful-paint")[0].startTime})"""


@dataclass(frozen=True)
class Load:
    """One load of a page, by the names Lighthouse uses.

    Attributes:
        requests: how many, and to how many other hosts.
        kilobytes: transferred, headers included.
        first_paint_ms, largest_paint_ms: first and largest contentful paint.
        blocked_ms: total blocking time: what long tasks took above 50 ms each.
        layout_shift: cumulative, without a unit.
        usable_ms: until a question can be typed; for pages without the widget, until loaded.
    """

    requests: float
    other_hosts: float
    kilobytes: float
    first_paint_ms: float
    largest_paint_ms: float
    blocked_ms: float
    layout_shift: float
    usable_ms: float


def main() -> None:
    """Measures, prints the tables and writes them into the report."""

    lines = [measured_on(), ""]
    with assistant_server() as (url, process):
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            lines += _pages(browser, url)
            browser.close()
        lines += _one_long_conversation(url, process)
        lines += _many_at_once(url)
    text = "\n".join(lines)
    print(text)
    write_section(BENCHMARK, "web", text)


def _pages(browser: Browser, url: str) -> list[str]:
    page = requests.get(f"{url}/widget/fact-assistant.js", timeout=30)
    compressed = len(gzip.compress(page.content, 9)) / 1000
    rows = []
    for path in PAGES:
        for name, slow in (("loopback", False), ("slow phone", True)):
            loads = [_load(browser, url, path, slow) for _ in range(LOADS)]
            rows.append(_load_row(f"`{path}`, {name}", loads))
    return [
        f"The widget is {compressed:.1f} KB gzipped (bar: 16). Pages, median of {LOADS} loads with an empty cache; "
        "“slow phone” is Lighthouse's throttling (150 ms, 1.6 Mbit/s, processor four times as slow):",
        "",
        "| page | requests | to other hosts | KB | first paint, ms | largest paint, ms | blocked, ms | layout shift | usable, ms |",
        "|---|---|---|---|---|---|---|---|---|",
        *rows,
        "",
    ]


def _load(browser: Browser, url: str, path: str, slow: bool) -> Load:
    context = browser.new_context(viewport=PHONE) if slow else browser.new_context()
    page = context.new_page()
    page.add_init_script(_WATCH)
    asked: list[str] = []
    sizes: list[float] = []
    page.on("request", lambda request: asked.append(request.url))
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    if slow:
        protocol.send("Network.emulateNetworkConditions", SLOW_NETWORK)
        protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_PROCESSOR})
    page.goto(url + path)
    usable = _until_usable(page)
    page.wait_for_load_state("networkidle")
    seen: dict[str, Any] = page.evaluate(_READ)
    context.close()
    elsewhere = sum(not address.startswith(url) for address in asked)
    return Load(
        len(asked),
        elsewhere,
        sum(sizes) / 1000,
        seen["first"],
        seen["largest"],
        seen["blocked"],
        seen["shift"],
        usable,
    )


def _until_usable(page: Page) -> float:
    if page.locator("fact-assistant").count():
        page.locator("fact-assistant textarea").wait_for()
    found: float = page.evaluate("performance.now()")
    return found


def _load_row(label: str, loads: Sequence[Load]) -> str:
    cells = []
    for field in fields(Load):
        value = statistics.median(getattr(load, field.name) for load in loads)
        cells.append(f"{value:.3f}" if field.name == "layout_shift" else f"{value:.0f}")
    return f"| {' | '.join([label, *cells])} |"


def _one_long_conversation(url: str, process: int) -> list[str]:
    """Every message in one conversation, and for comparison as many in conversations of five."""
    rows = []
    # What is made at first use is no growth.
    _median(_message_times(url, turns=5), 100)
    for label, turns in (("one conversation", MESSAGES), ("conversations of 5", 5)):
        memory, medians = [resident_mb(process)], []
        times = _message_times(url, turns)
        for _ in range(MESSAGES // 200):
            medians.append(_median(times, 200))
            memory.append(resident_mb(process))
        cells = [f"{value:.0f}" for value in (medians[0], medians[-1], *memory)]
        rows.append(f"| {' | '.join([f'{MESSAGES:,} messages in {label}', *cells])} |")
    return [
        f"{MESSAGES:,} messages one after another over the channel `web`, after 100 others; resident memory of the server in MB:",
        "",
        "| | first 200, p50, ms | last 200, p50, ms | MB before | after 200 | 400 | 600 | 800 | 1,000 |",
        "|---|---|---|---|---|---|---|---|---|",
        *rows,
        "",
    ]


def _median(times: Iterator[float], messages: int) -> float:
    return statistics.median(islice(times, messages))


def _message_times(url: str, turns: int) -> Iterator[float]:
    """Asks one message after another, with a new conversation every so many turns; yields what each took, in ms."""
    questions = [case["question"] for case in load_questions("development")]
    with requests.Session() as http:
        for number in count():
            if number % turns == 0:
                begun = http.post(f"{url}/web/sessions", json={}, timeout=30).json()
                http.headers["authorization"] = f"Bearer {begun['token']}"
            text = questions[number % len(questions)]
            content = {"client_message_id": uuid.uuid4().hex, "text": text}
            started = time.perf_counter()
            http.post(f"{url}/web/messages", json=content, timeout=60).raise_for_status()
            yield (time.perf_counter() - started) * 1000


def _many_at_once(url: str) -> list[str]:
    started = time.perf_counter()
    outcomes: list[Outcome] = soak(url, SESSIONS, MESSAGES_OF_A_SESSION, CUT_SHARE)
    seconds = time.perf_counter() - started
    wrong, lost, doubled, cut = (
        sum(getattr(one, name) for one in outcomes) for name in ("wrong", "lost", "doubled", "cut")
    )
    return [
        f"{SESSIONS} conversations of {MESSAGES_OF_A_SESSION} messages at once, connections cut at random {cut} times: "
        f"{wrong} replies in the wrong conversation, {lost} lost, {doubled} doubled; {seconds:.0f} s.",
    ]


if __name__ == "__main__":
    main()
