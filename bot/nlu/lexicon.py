"""The closed words of a language, from `lexicon.yml`, ready to be matched on spaCy tokens."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from bot.facts import YamlFileError, read_yaml
from bot.facts.frame import Position
from bot.nlu.tokenizer import spacy_pipeline

LEXICON_FILE = Path(__file__).with_name("lexicon.yml")
_WORDS = {"type": "array", "items": {"type": "string", "minLength": 1}}
_LISTS = (
    "joints",
    "openers",
    "asides",
    "sides",
    "negations",
    "less",
    "counting",
    "referring",
    "third_person",
    "crisis",
    "foreign_letters",
)
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": [*_LISTS, "positions"],
        "additionalProperties": False,
        "properties": {
            **dict.fromkeys(_LISTS, _WORDS),
            "positions": {
                "type": "object",
                "propertyNames": {"enum": [position.value for position in Position]},
                "additionalProperties": _WORDS,
            },
        },
    },
}
# So many words of a text may be names.
_FOREIGN_SHARE = 0.3


@dataclass(frozen=True)
class Lexicon:
    """One language's closed words; the comments in `lexicon.yml` explain each list.

    Attributes:
        how_many: the first of `counting`, with which a count is asked for.
    """

    joints: PhraseMatcher
    openers: PhraseMatcher
    asides: PhraseMatcher
    sides: PhraseMatcher
    negations: PhraseMatcher
    less: PhraseMatcher
    counting: PhraseMatcher
    referring: PhraseMatcher
    third_person: PhraseMatcher
    crisis: PhraseMatcher
    foreign_letters: frozenset[str]
    how_many: str
    positions: Mapping[Position, PhraseMatcher]

    def position(self, text: Doc | Span) -> Position | None:
        """Which of the things said before the text points at, if it does."""
        return next((p for p, matcher in self.positions.items() if matcher(text)), None)

    def in_other_language(self, text: Doc) -> bool:
        """Whether many words of a text are written as this language writes none."""
        words = [token.lower_ for token in text if token.is_alpha]
        foreign = sum(any(map(self._is_foreign, word)) for word in words)
        return foreign > _FOREIGN_SHARE * len(words)

    def _is_foreign(self, letter: str) -> bool:
        return letter in self.foreign_letters or not unicodedata.name(letter, "").startswith(
            "LATIN"
        )


@cache
def lexicon(language_code: str) -> Lexicon:
    """The closed words of a language.

    Raises:
        YamlFileError: the file is broken or has no such language.
    """
    content = read_yaml(LEXICON_FILE, _SCHEMA)
    if language_code not in content:
        raise YamlFileError(LEXICON_FILE, [f"no language '{language_code}'. Add a block for it."])
    words = content[language_code]
    matchers = {name: _matcher(words[name], language_code) for name in _LISTS[:-1]}
    return Lexicon(
        **matchers,
        foreign_letters=frozenset(words["foreign_letters"]),
        how_many=words["counting"][0],
        positions={
            Position(name): _matcher(phrases, language_code)
            for name, phrases in words["positions"].items()
        },
    )


def _matcher(phrases: list[str], language_code: str) -> PhraseMatcher:
    pipeline = spacy_pipeline(language_code)
    matcher = PhraseMatcher(pipeline.vocab, attr="LOWER")
    matcher.add("phrases", [pipeline.make_doc(phrase) for phrase in phrases])
    return matcher
