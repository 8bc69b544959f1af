"""How a language's texts are read when they are checked, from `check.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.facts import YamlFileError, read_yaml

CHECK_FILE = Path(__file__).with_name("check.yml")
_LIST: dict[str, Any] = {"type": "array", "items": {"type": "string", "minLength": 1}}
_TABLE: dict[str, Any] = {"type": "object", "additionalProperties": {"type": "string"}}
_LISTS = (
    "work",
    "going_on",
    "joints",
    "labels",
    "currency_signs",
    "currencies",
    "hours",
    "months",
    "before_years",
    "periods",
    "fillers",
    "wide",
    "rising",
    "falling",
    "ends",
    "links",
    "not_claimed",
    "other_countries",
    "other_organisations",
)
_TABLES = ("irregular_plurals", "synonyms")
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": [*_LISTS, *_TABLES, "several"],
        "additionalProperties": False,
        "properties": {
            **dict.fromkeys(_LISTS, _LIST),
            **dict.fromkeys(_TABLES, _TABLE),
            "several": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "required": ["noun", "times"],
                    "additionalProperties": False,
                    "properties": {
                        "noun": {"type": "string"},
                        "times": {"type": "integer", "minimum": 2},
                    },
                },
            },
        },
    },
}


@dataclass(frozen=True)
class CheckWords:
    """A language's words for checking texts; the comments in `check.yml` explain each.

    Attributes:
        several: noun and how many of it a longer unit of time is, by that unit.
    """

    work: tuple[str, ...]
    going_on: tuple[str, ...]
    joints: tuple[str, ...]
    labels: frozenset[str]
    currency_signs: frozenset[str]
    currencies: frozenset[str]
    hours: tuple[str, ...]
    months: tuple[str, ...]
    before_years: tuple[str, ...]
    periods: tuple[str, ...]
    several: Mapping[str, tuple[str, int]]
    fillers: tuple[str, ...]
    wide: tuple[str, ...]
    rising: tuple[str, ...]
    falling: tuple[str, ...]
    ends: frozenset[str]
    links: frozenset[str]
    not_claimed: frozenset[str]
    other_countries: frozenset[str]
    other_organisations: frozenset[str]
    irregular_plurals: Mapping[str, str]
    synonyms: Mapping[str, str]


@cache
def check_words(language_code: str, path: Path = CHECK_FILE) -> CheckWords:
    """The words of a language.

    Raises:
        YamlFileError: the file is broken or has no such language.
    """
    content = read_yaml(path, _SCHEMA)
    if language_code not in content:
        raise YamlFileError(path, [f"no language '{language_code}'. Add a block for it."])
    words = content[language_code]
    return CheckWords(
        work=tuple(words["work"]),
        going_on=tuple(words["going_on"]),
        joints=tuple(words["joints"]),
        labels=frozenset(words["labels"]),
        currency_signs=frozenset(words["currency_signs"]),
        currencies=frozenset(words["currencies"]),
        hours=tuple(words["hours"]),
        months=tuple(words["months"]),
        before_years=tuple(words["before_years"]),
        periods=tuple(words["periods"]),
        several={unit: (of["noun"], of["times"]) for unit, of in words["several"].items()},
        fillers=tuple(words["fillers"]),
        wide=tuple(words["wide"]),
        rising=tuple(words["rising"]),
        falling=tuple(words["falling"]),
        ends=frozenset(words["ends"]),
        links=frozenset(words["links"]),
        not_claimed=frozenset(words["not_claimed"]),
        other_countries=frozenset(words["other_countries"]),
        other_organisations=frozenset(words["other_organisations"]),
        irregular_plurals=words["irregular_plurals"],
        synonyms=words["synonyms"],
    )
