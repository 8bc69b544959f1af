"""The API keeps what its OpenAPI document says, whatever it is sent."""

from __future__ import annotations

import csv
import io
from html import unescape
from typing import Any

import jsonschema
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from server_process import Server

from bot.answers.reply import Status
from bot.facts import Qualifier
from bot.press.check import CheckVerdict

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]


@pytest.fixture(scope="module")
def document(server: Server) -> dict[str, Any]:
    content: dict[str, Any] = requests.get(f"{server.url}/api/v1/openapi.json", timeout=10).json()
    return content


@pytest.fixture(scope="module")
def api(document: dict[str, Any]) -> Any:
    return schemathesis.openapi.from_url(f"{document['servers'][0]['url']}/api/v1/openapi.json")


schema = schemathesis.pytest.from_fixture("api")


@schema.parametrize()
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_the_answer_fits_the_document(case: Any) -> None:
    case.call_and_validate(checks=CHECKS, timeout=20)


def test_the_document_is_openapi_of_this_server(document: dict[str, Any], server: Server) -> None:
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": server.url}]
    assert set(document["paths"]) == {
        f"/api/v1/{name}" for name in ("ask", "check", "facts", "facts.csv", "facts/{key}", "areas")
    }
    schemas = document["components"]["schemas"]
    assert schemas["Status"]["enum"] == [status.value for status in Status]
    assert schemas["CheckVerdict"]["enum"] == [verdict.value for verdict in CheckVerdict]
    assert schemas["Qualifier"]["enum"] == [*(qualifier.value for qualifier in Qualifier), None]


def test_the_page_says_what_each_value_means(document: dict[str, Any], server: Server) -> None:
    text = requests.get(f"{server.url}/api/v1/docs", timeout=10).text
    for name in ("Status", "CheckVerdict", "Qualifier"):
        schema = document["components"]["schemas"][name]
        meanings = schema["x-enum-descriptions"]
        # JSON's null stands among the values as the word.
        assert list(meanings) == [value or "null" for value in schema["enum"]]
        assert f'<a href="#values-{name}">{name}</a>' in text
        _, heading, table = text.partition(f'id="values-{name}"')
        assert heading
        table = unescape(table.partition("</section>")[0])
        for value, meaning in meanings.items():
            assert f"<code>{value}</code></dt><dd>{meaning}</dd>" in table
    assert meanings["exact"].startswith("Printed without a qualifier")


def fits(document: dict[str, Any], name: str, content: Any) -> None:
    root = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    jsonschema.Draft202012Validator(root).validate(content)


def test_examples_fit_their_schemas_and_are_what_the_server_says(
    document: dict[str, Any], server: Server
) -> None:
    names = {
        "ask": "Answer",
        "check": "CheckedText",
        "facts": "Facts",
        "facts/{key}": "OneFact",
        "areas": "Areas",
    }
    key = document["components"]["parameters"]["Key"]["example"]
    for path, name in names.items():
        (operation,) = document["paths"][f"/api/v1/{path}"].values()
        example = operation["responses"]["200"]["content"]["application/json"]["example"]
        fits(document, name, example)
        if path == "ask":
            question = document["components"]["schemas"]["Question"]["examples"][0]
            assert server.ask(question["question"]) == example
            continue
        if path == "check":
            sent = document["components"]["schemas"]["Text"]["examples"][0]
            assert server.post("/api/v1/check", sent).json() == example
            continue
        address = f"{server.url}/api/v1/{path}".replace("{key}", key)
        content = requests.get(address, timeout=10).json()
        if path == "facts/{key}":
            assert content == example
        else:
            assert example[path][0] in content[path]
            assert example["source"] == content["source"]
        fits(document, name, content)


def test_the_csv_has_a_column_for_each_property(document: dict[str, Any], server: Server) -> None:
    text = requests.get(f"{server.url}/api/v1/facts.csv", timeout=10).content.decode("utf-8-sig")
    columns = csv.DictReader(io.StringIO(text)).fieldnames
    assert columns == document["components"]["schemas"]["Fact"]["required"]


def test_areas_name_their_facts(server: Server) -> None:
    areas = requests.get(f"{server.url}/api/v1/areas", timeout=10).json()["areas"]
    facts = requests.get(f"{server.url}/api/v1/facts", timeout=10).json()["facts"]
    for area in areas:
        named = {*area["figures"], *area["statements"]}
        assert named == {fact["key"] for fact in facts if fact["area"] == area["key"]}


def test_the_page_describes_every_operation_and_needs_no_script_of_others(
    document: dict[str, Any], server: Server
) -> None:
    text = requests.get(f"{server.url}/api/v1/docs", timeout=10).text
    for path, methods in document["paths"].items():
        assert path in text
        for operation in methods.values():
            assert operation["summary"] in text
            assert all(status in text for status in operation["responses"])
    for name, schema in document["components"]["schemas"].items():
        assert "properties" not in schema or f"<caption>{name}</caption>" in text
    assert f"curl -s {server.url}/api/v1/areas" in text
    key = document["components"]["parameters"]["Key"]["example"]
    assert f"curl -s {server.url}/api/v1/facts/{key}" in text


@pytest.mark.parametrize("path", ["facts", "facts.csv", "facts/tb_treated", "areas"])
def test_a_language_that_is_not_there_is_refused(server: Server, path: str) -> None:
    response = requests.get(f"{server.url}/api/v1/{path}?language=xx", timeout=10)
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
