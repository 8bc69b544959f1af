"""The API described: as an OpenAPI 3.1 document, and as a page made from that document."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.answers.reply import Status
from bot.facts import Qualifier, read_yaml
from bot.press.addresses import Site
from bot.press.check import CheckVerdict
from bot.press.press import Press
from bot.press.texts import PressTexts

DOCUMENT_FILE = Path(__file__).with_name("api_document.yml")
DOCUMENT_PATH = "/api/v1/openapi.json"
_JSON = "application/json"
# OpenAPI has no place of its own for what an enumeration's values mean; tools know this name.
_MEANINGS = "x-enum-descriptions"
_SHAPE: dict[str, Any] = {
    "type": "object",
    "required": ["openapi", "info", "tags", "paths", "components"],
    "additionalProperties": False,
    "properties": {name: {"type": "object"} for name in ("info", "paths", "components")}
    | {"openapi": {"type": "string"}, "tags": {"type": "array"}},
}


@dataclass(frozen=True)
class Examples:
    """Real content to show, made from the fact sheet by whoever serves it.

    Attributes:
        key: a fact's key.
        sent: an example of what is sent, by schema.
        responses: an example of the JSON answer of each path.
    """

    key: str
    sent: Mapping[str, Any]
    responses: Mapping[str, Any]


@dataclass(frozen=True)
class Property:
    """A property or parameter, in words."""

    name: str
    kind: str
    required: bool
    meaning: str


@dataclass(frozen=True)
class Operation:
    """An operation, in words."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Property, ...]
    sent: tuple[Property, ...]
    answers: tuple[tuple[str, str], ...]
    curl: str
    example: str


def api_document(
    languages: tuple[str, ...], limits: Mapping[str, int], site: Site, examples: Examples
) -> dict[str, Any]:
    """The OpenAPI document.

    Args:
        languages: codes of the languages that answers come in.
        limits: greatest length of texts that are sent, by schema and property ("Question.question").
        site: the server's address.
        examples: content to show.
    """
    document = copy.deepcopy(_template())
    document["servers"] = [{"url": site.base}]
    schemas = document["components"]["schemas"]
    schemas["Language"].update(enum=list(languages), default=languages[0])
    schemas["Status"]["enum"] = [status.value for status in Status]
    schemas["Qualifier"]["enum"] = [*(qualifier.value for qualifier in Qualifier), None]
    schemas["CheckVerdict"]["enum"] = [verdict.value for verdict in CheckVerdict]
    for name, most in limits.items():
        schema, _, text = name.partition(".")
        schemas[schema]["properties"][text]["maxLength"] = most
    document["components"]["parameters"]["Key"]["example"] = examples.key
    for name, example in examples.sent.items():
        schemas[name]["examples"] = [example]
    for path, example in examples.responses.items():
        for operation in document["paths"][path].values():
            operation["responses"]["200"]["content"][_JSON]["example"] = example
    return document


def described_operations(document: dict[str, Any], texts: PressTexts) -> list[Operation]:
    """The document's operations in words.

    Args:
        document: made by `api_document`.
        texts: wording.
    """
    return [
        _operation(document, texts, method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def described_schemas(
    document: dict[str, Any], texts: PressTexts
) -> list[tuple[str, list[Property]]]:
    """The document's schemas of objects in words, by name."""
    return [
        (name, _properties(schema, texts))
        for name, schema in document["components"]["schemas"].items()
        if "properties" in schema
    ]


def described_values(document: dict[str, Any]) -> dict[str, dict[str, str]]:
    """What each value of the document's enumerations means, by schema and value."""
    return {
        name: schema[_MEANINGS]
        for name, schema in document["components"]["schemas"].items()
        if _MEANINGS in schema
    }


def document_content(press: Press, document: dict[str, Any]) -> dict[str, Any]:
    """What stands on the page that describes the API.

    Args:
        press: wording.
        document: made by `api_document`.
    """
    return {
        "title": f"{press.texts['api']['title']} – {press.texts['page']['heading']}",
        "description": document["info"]["description"],
        "introduction": document["info"]["description"],
        "server": document["servers"][0]["url"],
        "document_path": DOCUMENT_PATH,
        "operations": described_operations(document, press.texts),
        "schemas": described_schemas(document, press.texts),
        "values": described_values(document),
    }


@cache
def _template() -> dict[str, Any]:
    return read_yaml(DOCUMENT_FILE, _SHAPE)


def _operation(
    document: dict[str, Any], texts: PressTexts, method: str, path: str, operation: dict[str, Any]
) -> Operation:
    parameters = [_resolved(document, one) for one in operation.get("parameters", ())]
    address = document["servers"][0]["url"] + path
    for parameter in parameters:
        address = address.replace(f"{{{parameter['name']}}}", parameter.get("example", ""))
    schema = operation.get("requestBody", {}).get("content", {}).get(_JSON, {}).get("schema")
    sent = _resolved(document, schema) if schema else {}
    body = json.dumps(sent["examples"][0]) if sent else ""
    answer = operation["responses"]["200"]["content"].get(_JSON, {}).get("example")
    responses = operation["responses"].items()
    return Operation(
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation["description"],
        parameters=tuple(
            _property(one["name"], one, one["schema"], texts, one.get("required", False))
            for one in parameters
        ),
        sent=tuple(_properties(sent, texts)) if sent else (),
        answers=tuple(
            (status, _resolved(document, response)["description"]) for status, response in responses
        ),
        curl=f"curl -s {address} -H 'content-type: {_JSON}' \\\n     -d '{body}'"
        if body
        else f"curl -s {address}",
        example=json.dumps(answer, ensure_ascii=False, indent=2) if answer else "",
    )


def _properties(schema: dict[str, Any], texts: PressTexts) -> list[Property]:
    wanted = schema.get("required", ())
    return [
        _property(name, one, one, texts, required=name in wanted)
        for name, one in schema["properties"].items()
    ]


def _property(
    name: str, described: dict[str, Any], schema: dict[str, Any], texts: PressTexts, required: bool
) -> Property:
    return Property(name, _kind(schema, texts), required, described.get("description", ""))


def _kind(schema: dict[str, Any], texts: PressTexts) -> str:
    """A schema's type in words; another schema by its name."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    kind = schema["type"]
    if kind == "array":
        return texts["api"]["list_of"].format(kind=_kind(schema["items"], texts))
    if isinstance(kind, list):
        return texts["api"]["or"].format(one=kind[0], other=kind[1])
    return str(kind)


def _resolved(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """A part of the document, looked up where it is a reference."""
    if "$ref" not in part:
        return part
    found: Any = document
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    resolved: dict[str, Any] = found
    return resolved
