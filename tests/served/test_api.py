from __future__ import annotations

import csv
import io

import pytest
import requests
from server_process import Server

from bot.facts import Qualifier, load_fact_sheet

RECORD = {"status", "language", "answer", "facts", "source", "suggestions"}
FACT = {"key", "area", "display", "value", "qualifier", "label", "unit"}
# The first columns are those of the first release, in their places.
COLUMNS = (
    "key,area,display,value,qualifier,label,sentence,section,version,changed,content_hash,"
    "unit,area_name,published,source,permalink"
)


def test_an_answer_carries_its_facts_and_source(server: Server) -> None:
    record = server.ask("By what factor did TB deaths among inmates go down?")
    assert set(record) == RECORD
    assert record["status"] == "answered"
    assert record["language"] == "en"
    (fact,) = record["facts"]
    assert set(fact) == FACT
    assert (fact["key"], fact["value"], fact["display"]) == ("tb_mortality", 105, "105-fold")
    assert fact["unit"] == "fold reduction"
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


@pytest.mark.parametrize("address", ["/api/v1/ask", "/webhooks/rest/webhook"])
def test_an_order_of_magnitude_is_no_number_in_an_answer(server: Server, address: str) -> None:
    question = "How many servicemen were trained in IHL?"
    content = {"question": question, "sender": "magnitudes", "message": question}
    answer = server.post(address, content).json()
    record = answer if isinstance(answer, dict) else answer[0]["custom"]
    (fact,) = record["facts"]
    assert (fact["display"], fact["value"]) == ("tens of thousands", None)
    assert (fact["qualifier"], fact["unit"]) == ("tens_of_thousands", "serviceman")


def test_facts_as_json(server: Server) -> None:
    content = requests.get(f"{server.url}/api/v1/facts", timeout=10).json()
    assert content["source"]["citation"].startswith("Source: ICRC, “Azerbaijan")
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
    text = response.content.decode("utf-8-sig")
    assert text.splitlines()[0] == COLUMNS
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(text))}
    assert len(rows) > 50
    visits = rows["detention_visits"]
    assert (visits["display"], visits["value"], visits["unit"]) == ("1,376", "1376", "visit")
    assert (visits["area_name"], visits["published"]) == ("detention", "1,376 detention visits")
    assert visits["source"].startswith("Source: ICRC, “Azerbaijan")
    assert visits["permalink"] == f"{server.url}/press/figures/detention_visits"
    statement = rows["solar_panels"]
    assert statement["permalink"] == f"{server.url}/press/areas/{statement['area']}#solar_panels"
    assert rows["closure"]["permalink"] == f"{server.url}/press"


def test_what_is_summed_up_in_a_spreadsheet_is_a_number(server: Server) -> None:
    sheet = load_fact_sheet()
    text = requests.get(f"{server.url}/api/v1/facts.csv", timeout=10).content.decode("utf-8-sig")
    magnitudes = (Qualifier.THOUSANDS, Qualifier.TENS_OF_THOUSANDS)
    seen = set()
    for row in csv.DictReader(io.StringIO(text)):
        quantities = sheet.facts[row["key"]].numbers.values()
        quantity = sheet.facts[row["key"]].figure or next(iter(quantities), None)
        number = quantity is not None and quantity.qualifier not in magnitudes
        assert row["value"] == (str(quantity.value) if quantity and number else "")
        assert row["qualifier"] == (quantity.qualifier.value if quantity else "")
        assert row["unit"] == (quantity.unit if quantity else "")
        seen.add(row["qualifier"])
    assert {"", "exact", "more_than", "thousands", "tens_of_thousands"} <= seen


def test_permanent_links_lead_to_where_the_fact_stands(server: Server) -> None:
    facts = requests.get(f"{server.url}/api/v1/facts", timeout=10).json()["facts"]
    for address in {fact["permalink"].partition("#")[0] for fact in facts}:
        assert requests.get(address, timeout=10).status_code == 200
    for fact in facts:
        page, _, anchor = fact["permalink"].partition("#")
        if anchor:
            assert f'id="{anchor}"' in requests.get(page, timeout=10).text


def test_one_fact_is_the_same_as_in_the_list_and_can_be_kept(server: Server) -> None:
    address = f"{server.url}/api/v1/facts"
    listed = requests.get(address, timeout=10).json()
    wanted = next(fact for fact in listed["facts"] if fact["key"] == "tb_treated")
    response = requests.get(f"{address}/tb_treated", timeout=10)
    assert response.json()["fact"] == wanted
    assert response.json()["source"]["citation"] == wanted["source"]
    kept = {"if-none-match": response.headers["etag"]}
    again = requests.get(f"{address}/tb_treated", headers=kept, timeout=10)
    assert (again.status_code, again.content) == (304, b"")
    other = requests.get(f"{address}/tb_mortality", headers=kept, timeout=10)
    assert other.status_code == 200
    assert requests.head(f"{address}/tb_treated", timeout=10).headers["etag"] == kept["if-none-match"]  # fmt: skip


@pytest.mark.parametrize("key", ["no_such_fact", "TB_TREATED", "detention", "%20", "a.b"])
def test_a_fact_that_is_not_there_is_a_problem_in_plain_words(server: Server, key: str) -> None:
    response = requests.get(f"{server.url}/api/v1/facts/{key}", timeout=10)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert "/api/v1/facts lists all" in response.json()["detail"]


def test_health_ready_and_metrics(server: Server) -> None:
    assert requests.get(f"{server.url}/health", timeout=10).json() == {"status": "ok"}
    assert requests.get(f"{server.url}/ready", timeout=10).json() == {"status": "ready"}
    server.ask("How many detention visits were there?")
    metrics = requests.get(f"{server.url}/metrics", timeout=10).text
    assert 'assistant_replies_total{act="asks",channel="api",status="answered"}' in metrics


def test_methods_that_are_not_offered_are_refused(server: Server) -> None:
    response = requests.delete(f"{server.url}/api/v1/ask", timeout=10)
    assert response.status_code == 405
    assert response.headers["content-type"] == "application/problem+json"
