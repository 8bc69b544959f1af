from __future__ import annotations

import csv
import io

import pytest
import requests
from server_process import Server

RECORD = {"status", "language", "answer", "facts", "source", "suggestions"}
FACT = {"key", "area", "display", "value", "qualifier", "label"}


def test_an_answer_carries_its_facts_and_source(server: Server) -> None:
    record = server.ask("By what factor did TB deaths among inmates go down?")
    assert set(record) == RECORD
    assert record["status"] == "answered"
    assert record["language"] == "en"
    (fact,) = record["facts"]
    assert set(fact) == FACT
    assert (fact["key"], fact["value"], fact["display"]) == ("tb_mortality", 105, "105-fold")
    assert "105-fold" in record["answer"]
    assert record["source"]["publisher"] == "International Committee of the Red Cross (ICRC)"


def test_a_wrong_claim_is_corrected(server: Server) -> None:
    record = server.ask("Is it correct that 8,500 inmates got treated for tuberculosis?")
    assert record["status"] == "corrected"
    assert record["answer"].startswith("No")
    assert "2,700" in record["answer"]


def test_every_question_of_a_message_is_answered_in_order(server: Server) -> None:
    record = server.ask(
        "How many detention visits were there, how many detainees were followed up individually, and "
        "how much did the programme cost?"
    )
    assert record["status"] == "partly_answered"
    assert [fact["key"] for fact in record["facts"]][:2] == [
        "detention_visits",
        "detention_followed_up",
    ]
    assert record["answer"].index("1,376") < record["answer"].index("2,261")


def test_care_comes_before_the_figure(server: Server) -> None:
    record = server.ask(
        "My brother disappeared in the war and we never heard of him. How many missing persons did you register?"
    )
    assert record["status"] == "redirected"
    assert "familylinks.icrc.org" in record["answer"].split("\n\n")[0]


def test_nothing_is_kept_of_a_question(server: Server) -> None:
    server.ask("plainly unique question about detention visits")
    assert b"plainly unique question" not in server.database.read_bytes()


@pytest.mark.parametrize(
    "content",
    [{}, {"question": ""}, {"question": 5}, {"question": "hello", "language": "xx"},
     {"question": "hello", "language": 5}, {"question": "hello", "language": ["en"]}, []],
)  # fmt: skip
def test_bad_content_is_refused(server: Server, content: object) -> None:
    response = server.post("/api/v1/ask", content)
    assert response.status_code == 400
    assert response.json()["detail"]


def test_facts_as_json(server: Server) -> None:
    content = requests.get(f"{server.url}/api/v1/facts", timeout=10).json()
    facts = {fact["key"]: fact for fact in content["facts"]}
    assert facts["mine_risk_reached"]["display"] == "100,000+"
    assert facts["mine_risk_reached"]["qualifier"] == "more_than"
    assert facts["solar_panels"]["value"] is None


@pytest.mark.parametrize(
    ("path", "headers"), [("/api/v1/facts.csv", {}), ("/api/v1/facts", {"accept": "text/csv"})]
)
def test_facts_as_csv(server: Server, path: str, headers: dict[str, str]) -> None:
    response = requests.get(server.url + path, headers=headers, timeout=10)
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    figures = {row["key"]: row for row in rows if row["value"]}
    assert figures["detention_visits"]["display"] == "1,376"
    assert len(rows) > 50


def test_health_ready_and_metrics(server: Server) -> None:
    assert requests.get(f"{server.url}/health", timeout=10).json() == {"status": "ok"}
    assert requests.get(f"{server.url}/ready", timeout=10).json() == {"status": "ready"}
    server.ask("How many detention visits were there?")
    metrics = requests.get(f"{server.url}/metrics", timeout=10).text
    assert 'assistant_replies_total{status="answered"}' in metrics


def test_methods_that_are_not_offered_are_refused(server: Server) -> None:
    response = requests.delete(f"{server.url}/api/v1/ask", timeout=10)
    assert response.status_code == 405
    assert response.headers["content-type"] == "application/problem+json"
