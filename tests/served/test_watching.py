"""What an operator sees: counts, times and traces, in all of which nobody and nothing that was said can be found."""

from __future__ import annotations

import http.server
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from server_process import ROOT, Server
from web_client import WebClient

from bot.facts.frame import Act
from bot.stages import Stage

SECRET = "unmistakablewords"
MONITORING = ROOT / "deploy" / "monitoring"


class Collector:
    """Takes traces as a collector of OpenTelemetry does."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                collector.received.append(self.rfile.read(int(self.headers["content-length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    running = Collector()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, collector: Collector) -> Iterator[Server]:
    running = Server(
        tmp_path_factory.mktemp("watched"),
        environment={
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_BSP_SCHEDULE_DELAY": "200",
        },
    )
    running.wait()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def counted(watched: Server) -> dict[str, list[dict[str, str]]]:
    """The labels of all that was counted, by the name of the metric, after a few requests."""
    watched.say(SECRET, f"how many {SECRET} detention visits were there?")
    watched.say(SECRET, "the ICRC made 900 detention visits")
    WebClient(watched).say(f"{SECRET}?")
    watched.ask(f"How many {SECRET}?")
    for address in (
        "/press",
        f"/press/figures/{SECRET}",
        f"/{SECRET}",
        f"/api/v1/facts/{SECRET}?q={SECRET}",
    ):
        watched.get(address)
    families = text_string_to_metric_families(watched.get("/metrics").text)
    return {
        sample.name: [*(other.labels for other in family.samples if other.name == sample.name)]
        for family in families
        for sample in family.samples
    }


def values(counted: dict[str, list[dict[str, str]]], name: str, label: str) -> set[str]:
    return {labels[label] for labels in counted[name]}


def test_replies_are_counted_by_channel_and_by_what_people_did(
    counted: dict[str, list[dict[str, str]]],
) -> None:
    assert values(counted, "assistant_replies_total", "channel") == {"rest", "web", "api"}
    acts = values(counted, "assistant_replies_total", "act")
    assert {"asks", "claims"} <= acts <= {act.value for act in Act}


def test_requests_are_counted_by_route_of_which_there_are_so_many(
    counted: dict[str, list[dict[str, str]]],
) -> None:
    routes = values(counted, "assistant_requests_total", "route")
    assert {"press", "none", "webhooks/rest/webhook", "web/messages"} <= routes
    assert values(counted, "assistant_request_seconds_count", "route") <= routes


def test_each_stage_of_a_message_is_timed(counted: dict[str, list[dict[str, str]]]) -> None:
    stages = values(counted, "assistant_stage_seconds_count", "stage")
    assert stages == {stage.value for stage in Stage}


def test_no_label_holds_what_a_request_said(counted: dict[str, list[dict[str, str]]]) -> None:
    assert SECRET not in json.dumps(counted)


def test_what_is_watched_is_counted(counted: dict[str, list[dict[str, str]]]) -> None:
    named = set()
    for file in (MONITORING / "alerts.yml", MONITORING / "dashboard.json"):
        named |= set(re.findall(r"\bassistant_\w+", file.read_text()))
    families = {re.sub(r"_(bucket|count|sum)$", "", name) for name in counted}
    # Of what was never counted with its labels there is no sample yet.
    rare = {"assistant_deliveries_total", "assistant_feedback_total"}
    assert {re.sub(r"_(bucket|count|sum)$", "", name) for name in named} <= families | rare


def test_each_alarm_has_its_place_in_the_run_book() -> None:
    book = (ROOT / "docs" / "operations.md").read_text()
    for group in yaml.safe_load((MONITORING / "alerts.yml").read_text())["groups"]:
        for rule in group["rules"]:
            file, _, place = rule["annotations"]["runbook"].partition("#")
            assert (ROOT / file).is_file()
            assert place == rule["alert"].lower()
            assert f"### {rule['alert']}\n" in book


def test_traces_hold_the_stages_and_nothing_of_what_was_said(
    counted: dict[str, list[dict[str, str]]], watched: Server, collector: Collector
) -> None:
    assert watched.stop() == 0
    sent = b"".join(collector.received)
    for stage in Stage:
        assert stage.value.encode() in sent
    assert SECRET.encode() not in sent
    assert b"detention" not in sent
    assert "Traceback" not in watched.log.read_text()


def test_without_a_collector_nothing_is_sent(server: Server, tmp_path: Path) -> None:
    server.ask("How many detention visits?")
    assert "opentelemetry" not in server.log.read_text()
