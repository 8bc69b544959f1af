"""How a language's texts are read when they are checked, from `check.yml`, and what the chat lends to that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.facts import YamlFileError, read_yaml

CHECK_FILE = Path(__file__).with_name("check.yml")
_LIST: dict[str, Any] = {"type": "array", "items": {"type": "string", "minLength": 1}}
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
)
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": [*_LISTS, "several"],
        "additionalProperties": False,
        "properties": {
            **dict.fromkeys(_LISTS, _LIST),
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
# A number's noun stands among so many words behind it.
NOUN_WITHIN = 6


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


@dataclass(frozen=True)
class ChatWords:
    """What the chat knows of nouns and names; whoever understands the language hands this in.

    Attributes:
        known: nouns that the fact sheet counts.
        common: a word's common noun in the singular ("inmates": "detainee").
        ends: words at which the search for the noun ends.
        links: words between a number and its noun ("thousands of").
        not_claimed: nouns of which a number claims nothing about the sheet ("in five minutes").
        other_countries, other_organisations: names of which the sheet does not speak, in lower case.
    """

    known: frozenset[str]
    common: Callable[[str], str]
    ends: frozenset[str]
    links: frozenset[str]
    not_claimed: frozenset[str]
    other_countries: frozenset[str] = frozenset()
    other_organisations: frozenset[str] = frozenset()

    def after(self, words: Sequence[str]) -> str | None:
        """The noun that the words behind a number begin with; None where they begin with none.

        Args:
            words: in lower case.
        """
        nouns: list[str] = []
        for place, word in enumerate(words[:NOUN_WITHIN]):
            if place == 0 and word in self.links:
                continue
            if word in self.ends:
                break
            nouns.append(self.common(word))
        return next((noun for noun in nouns if noun in self.known), nouns[-1] if nouns else None)


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
    )
