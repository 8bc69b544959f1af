"""The closed words of a language, from `lexicon.yml`, ready to be matched on spaCy tokens."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from bot.facts import Language, YamlFileError, language, read_yaml
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
    "auxiliaries",
    "reports",
    "question_words",
    "prepositions",
    "choices",
    "no_choices",
    "of_a_part",
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
        "required": [*_LISTS, "positions", "longer_units", "i", "you"],
        "additionalProperties": False,
        "properties": {
            **dict.fromkeys(_LISTS, _WORDS),
            "i": {"type": "string", "minLength": 1},
            "you": {"type": "string", "minLength": 1},
            "longer_units": {"type": "object", "additionalProperties": {"type": "integer"}},
            "positions": {
                "type": "object",
                "propertyNames": {"enum": [position.value for position in Position]},
                "additionalProperties": _WORDS,
            },
        },
    },
}
# The country that the sheet is about, in ISO 3166.
_COUNTRY, _LETTERS_OF_A_COUNTRY = "AZ", 2
# "In which", "and to whom": the word that asks is one of the first so many.
_FIRST_WORDS = 3
# So many words of a text may be names.
_FOREIGN_SHARE = 0.3


@dataclass(frozen=True)
class Lexicon:
    """One language's closed words; the comments in `lexicon.yml` explain each list.

    Attributes:
        language: whose words they are.
        countries: what other countries are called, by the CLDR.
        function_words: spaCy's stop words: none of them is counted.
        how_many: the first of `counting`, with which a count is asked for.
        i: with what the person speaks of themselves.
        you: with what the person speaks to us.
        longer_units: units by the number of years that each stands for.
    """

    language: Language
    joints: PhraseMatcher
    openers: PhraseMatcher
    asides: PhraseMatcher
    sides: PhraseMatcher
    negations: PhraseMatcher
    auxiliaries: PhraseMatcher
    reports: PhraseMatcher
    question_words: PhraseMatcher
    prepositions: PhraseMatcher
    choices: PhraseMatcher
    no_choices: PhraseMatcher
    of_a_part: PhraseMatcher
    countries: PhraseMatcher
    less: PhraseMatcher
    counting: PhraseMatcher
    referring: PhraseMatcher
    third_person: PhraseMatcher
    crisis: PhraseMatcher
    foreign_letters: frozenset[str]
    function_words: frozenset[str]
    how_many: str
    i: str
    you: str
    longer_units: Mapping[str, int]
    positions: Mapping[Position, PhraseMatcher]

    def position(self, text: Doc | Span) -> Position | None:
        """Which of the things said before the text points at, if it does."""
        return next((p for p, matcher in self.positions.items() if matcher(text)), None)

    def asks_for_something(self, text: Doc | Span) -> bool:
        """Whether a text begins with a word like "which", so that it asks for something and not whether it is so."""
        first = min((start for _, start, _ in self.question_words(text)), default=len(text))
        verb = min((start for _, start, _ in self.auxiliaries(text)), default=len(text))
        return first < min(verb, _FIRST_WORDS)

    def asks_whether(self, text: Doc | Span) -> bool:
        """Whether a text begins with a verb of somebody else's ("was any of it checked"), and asks for nothing else within."""
        begins = {start for _, start, _ in self.auxiliaries(text)} & {0}
        to_us = len(text) > 1 and text[1].lower_ in (self.you, self.i)
        return (
            bool(begins) and not to_us and not self.question_words(text) and not self.counting(text)
        )

    def offers_choice(self, text: Doc | Span) -> bool:
        """Whether a text asks which of two things is so ("prisons or hospitals?"), and not whether it is so that one is."""
        if self.reports(text):
            return False
        none = {start for _, start, _ in self.no_choices(text)}
        return any(
            start not in none and start > 0 and end < len(text)
            for _, start, end in self.choices(text)
        )

    def denies(self, text: Doc | Span) -> bool:
        """Whether a verb is denied: "was not", but neither "wasn't it so" nor "..., wasn't it" nor "I am not sure"."""
        verbs = {start for _, start, _ in self.auxiliaries(text)}
        return any(
            start - 1 in verbs and start - 1 > 0 and text[start - 2].lower_ not in (",", self.i)
            for _, start, _ in self.negations(text)
        )

    def named_countries(self, text: Doc | Span) -> list[str]:
        """The countries that a text names, but for the one that the sheet is about."""
        return [text[start:end].text for _, start, end in self.countries(text)]

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
        language=language(language_code),
        countries=_matcher(_other_countries(language_code), language_code),
        foreign_letters=frozenset(words["foreign_letters"]),
        function_words=frozenset(spacy_pipeline(language_code).Defaults.stop_words),
        how_many=words["counting"][0],
        i=words["i"],
        you=words["you"],
        longer_units=words["longer_units"],
        positions={
            Position(name): _matcher(phrases, language_code)
            for name, phrases in words["positions"].items()
        },
    )


def _other_countries(language_code: str) -> list[str]:
    """What the countries of the world are called, but for the one that the sheet is about."""
    territories = Locale.parse(language_code).territories
    return [
        name
        for code, name in territories.items()
        if len(code) == _LETTERS_OF_A_COUNTRY and code.isalpha() and code != _COUNTRY
    ]


def _matcher(phrases: Iterable[str], language_code: str) -> PhraseMatcher:
    pipeline = spacy_pipeline(language_code)
    matcher = PhraseMatcher(pipeline.vocab, attr="LOWER")
    matcher.add("phrases", [pipeline.make_doc(phrase) for phrase in phrases])
    return matcher
