"""The assistant's own wording and the contacts it names, by language, from YAML files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.facts import FactSheet, read_texts, read_yaml

TEXTS_FOLDER = Path(__file__).with_name("texts")
CONTACTS_FILE = Path(__file__).with_name("contacts.yml")

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_LIST = {"type": "array", "items": _TEXT}
_TABLE = {"type": "object", "additionalProperties": _TEXT}
_LISTS = ("greeting_suggestions", "thanks_suggestions", "nearest_topics")
_TABLES = (
    "citation",
    "citation_again",
    "not_in_source",
    "topics",
    "exact",
    "care",
    "care_again",
    "page",
    "comparison",
    "qualifiers",
    "verdicts",
)
_SINGLE = [
    "introduction",
    "greeting",
    "goodbye",
    "thanks",
    "affirm",
    "deny",
    "noted",
    "group",
    "item",
    "and",
    "in_one_line",
    "summary_in_one",
    "summary_in_three",
    "overview",
    "key_figures",
    "capabilities",
    "languages",
    "correction",
    "bot_identity",
    "privacy",
    "forgotten",
    "other_language",
    "contact",
    "source",
    "source_of_fact",
    "nearest",
    "unsure",
    "failed_guard",
    "technical_problem",
    "nothing_before",
    "nothing_more",
    "no_number_here",
    "so_it_stands",
    "overview_question",
    "key_figures_question",
]
_TEXTS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": [*_SINGLE, *_LISTS, *_TABLES, "care_suggestions"],
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(_SINGLE, _TEXT),
        **dict.fromkeys(_LISTS, _LIST),
        **dict.fromkeys(_TABLES, _TABLE),
        "care_suggestions": {"type": "object", "additionalProperties": _LIST},
    },
}
_CONTACTS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["confirmed", "contacts"],
    "additionalProperties": False,
    "properties": {
        "confirmed": {"type": "boolean"},
        "contacts": {
            "type": "object",
            "required": ["family_links", "icrc", "media"],
            "additionalProperties": {
                "type": "object",
                "required": ["name", "address"],
                "additionalProperties": False,
                "properties": {"name": _TABLE, "address": _TEXT},
            },
        },
    },
}


@dataclass(frozen=True)
class Contacts:
    """Where people are sent.

    Attributes:
        confirmed: whether the operator has checked them.
        addresses: each contact's address by its name in the texts.
    """

    confirmed: bool
    addresses: Mapping[str, str]


@dataclass(frozen=True)
class Texts:
    """The wording of one language; keys as in `texts/<language>.yml`."""

    language: str
    _content: Mapping[str, Any]

    def __getitem__(self, name: str) -> str:
        return str(self._content[name])

    def table(self, name: str) -> Mapping[str, str]:
        """A group of texts, for example those of `care`."""
        found: Mapping[str, str] = self._content[name]
        return found

    def list(self, name: str) -> tuple[str, ...]:
        """A list of texts, for example suggestions."""
        return tuple(self._content[name])

    def care_suggestions(self, intent: str) -> tuple[str, ...]:
        """What to offer after a care reply; usually nothing."""
        return tuple(self._content["care_suggestions"].get(intent, ()))


@cache
def load_contacts(path: Path = CONTACTS_FILE) -> Contacts:
    """The configured contacts.

    Raises:
        YamlFileError: the file is broken.
    """
    content = read_yaml(path, _CONTACTS_SCHEMA)
    addresses = {name: contact["address"] for name, contact in content["contacts"].items()}
    return Contacts(confirmed=content["confirmed"], addresses=addresses)


@cache
def load_texts(language_code: str, folder: Path = TEXTS_FOLDER) -> Texts:
    """The wording of a language.

    Raises:
        YamlFileError: there is no such file, it is broken, or a number is typed into a text.
    """
    content = read_texts(folder / f"{language_code}.yml", _TEXTS_SCHEMA, language_code)
    return Texts(language_code, content)


def languages_with_texts(sheet: FactSheet, folder: Path = TEXTS_FOLDER) -> tuple[str, ...]:
    """Codes of the languages in which the assistant can answer: texts and every fact's sentence."""
    return tuple(
        code
        for code in sorted(path.stem for path in folder.glob("*.yml"))
        if all(code in fact.sentence for fact in sheet.facts.values())
    )
