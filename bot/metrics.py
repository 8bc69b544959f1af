"""What is counted while serving, for /metrics; never a text or a person."""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

# Where it names a folder, processes count together; the library looks at it when it is imported.
TOGETHER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
REGISTRY = CollectorRegistry()
_BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
REPLIES = Counter(
    "assistant_replies",
    "Replies by how the question fared, by channel, and by what the person did: asked, claimed, ...",
    ["status", "channel", "act"],
    registry=REGISTRY,
)
REQUESTS = Counter(
    "assistant_requests",
    "HTTP requests by route and status.",
    ["route", "status"],
    registry=REGISTRY,
)
REQUEST_SECONDS = Histogram(
    "assistant_request_seconds",
    "Time from a request to the end of its answer, in seconds.",
    ["route"],
    buckets=_BUCKETS,
    registry=REGISTRY,
)
FEEDBACK = Counter(
    "assistant_feedback", "Thumbs up and down in the widget.", ["verdict"], registry=REGISTRY
)
GUARD_REFUSALS = Counter(
    "assistant_guard_refusals", "Messages withheld for an unproven number.", registry=REGISTRY
)
FAILURES = Counter(
    "assistant_failures", "Messages that failed inside the assistant.", registry=REGISTRY
)
REFUSED = Counter(
    "assistant_refused", "Messages refused because too many were under way.", registry=REGISTRY
)
OVERDUE = Counter(
    "assistant_overdue", "Messages whose answering was ended after its time.", registry=REGISTRY
)
STORE_FAILURES = Counter(
    "assistant_store_failures", "Times conversations could not be read or kept.", registry=REGISTRY
)
BAD_REQUESTS = Counter(
    "assistant_bad_requests", "Requests that broke the rules of HTTP.", registry=REGISTRY
)
DELIVERIES = Counter(
    "assistant_deliveries",
    "Messages sent to messaging platforms, by how that ended.",
    ["channel", "end", "reason"],
    registry=REGISTRY,
)
ANSWER_SECONDS = Histogram(
    "assistant_answer_seconds",
    "Time to answer a message, in seconds.",
    buckets=_BUCKETS,
    registry=REGISTRY,
)
STAGE_SECONDS = Histogram(
    "assistant_stage_seconds",
    "Time that a message spends in one stage of its way, in seconds.",
    ["stage"],
    buckets=_BUCKETS,
    registry=REGISTRY,
)


def exposition() -> bytes:
    """Everything that was counted, by all processes that count together, as Prometheus reads it."""
    if not os.environ.get(TOGETHER_VARIABLE):
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together)
