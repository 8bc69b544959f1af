"""Words as they are searched for: folded, without endings, with their likes, and put right where a key slipped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from bot.facts import Kind, Language, NumberMention, find_numbers, read_yaml

WORDS_FILE = Path(__file__).with_name("search.yml")
_LIST: dict[str, Any] = {"type": "array", "items": {"type": "string", "minLength": 1}}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["ignored", "endings", "short_endings", "spellings", "alike"],
        "additionalProperties": False,
        "properties": {
            "ignored": _LIST,
            "endings": _LIST,
            "short_endings": _LIST,
            "spellings": {"type": "object", "additionalProperties": {"type": "string"}},
            "alike": {"type": "array", "items": {**_LIST, "minItems": 2}},
        },
    },
}
_WORD = re.compile(r"\w+(?:'\w+)?")
# All that is typed for an apostrophe or a hyphen, and letters that lower case and decomposition leave apart.
_ALIKE_LETTERS = str.maketrans(
    {
        **dict.fromkeys("’‘‛ʼʻʹ`´′＇", "'"),
        **dict.fromkeys("‐‑‒–—−﹣－", "-"),
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
    }
)
# Larger numbers stay as they were written: no figure comes near.
_LARGEST = 1e12
_LEAST_LEFT, _LEAST_LEFT_OF_SHORT = 4, 3
# Shorter words have too many neighbours; long ones may be two slips away.
_SHORTEST_MISTYPED, _LONG = 5, 8


@dataclass(frozen=True)
class Term:
    """One thing searched for.

    Attributes:
        typed: as it was typed.
        forms: the single words it may stand as, its own first; any of them will do.
        taken: the word it was taken for, where nothing holds what was typed; "" otherwise.
    """

    typed: str
    forms: tuple[str, ...]
    taken: str = ""


@dataclass(frozen=True)
class SearchWords:
    """A language's way of searching; fields as in `search.yml`, `alike` by the stems of each word or pair."""

    ignored: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()
    short_endings: tuple[str, ...] = ()
    spellings: tuple[tuple[str, str], ...] = ()
    alike: tuple[tuple[str, ...], ...] = ()

    def terms(self, words: list[str]) -> list[Term]:
        """What words ask for, one by one, or by pair where a pair is known; ignored words left out."""
        words = [word for word in words if word not in self.ignored]
        # A single character beside whole words says nothing: it begins far too many of them.
        words = [word for word in words if len(word) > 1] or words
        terms: list[Term] = []
        while words:
            pair = self._likes.get(self._key(words[:2])) if len(words) > 1 else None
            if pair:
                terms.append(Term(" ".join(words[:2]), pair))
            else:
                likes = self._likes.get(self._key(words[:1]), ())
                terms.append(Term(words[0], (words[0], *likes)))
            words = words[2 if pair else 1 :]
        return terms

    def stem(self, word: str) -> str:
        """A word without its endings, in one of the spellings it has; a number stays as it is."""
        if word[:1].isdigit():
            return word
        for spelling, other in self.spellings:
            word = word.replace(spelling, other)
        return _stem(word, self.endings, self.short_endings)

    def _key(self, words: list[str]) -> tuple[str, ...]:
        return tuple(self.stem(word) for word in words)

    @cached_property
    def _likes(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """For each word or pair of a group the single words of it."""
        return {
            self._key(name.split()): tuple(other for other in group if " " not in other)
            for group in self.alike
            for name in group
        }


@cache
def search_words(language_code: str, path: Path = WORDS_FILE) -> SearchWords:
    """A language's way of searching.

    Raises:
        YamlFileError: the file is broken.
    """
    content: Mapping[str, Any] | None = read_yaml(path, _SCHEMA).get(language_code)
    if content is None:
        return SearchWords()
    return SearchWords(
        ignored=frozenset(content["ignored"]),
        endings=tuple(content["endings"]),
        short_endings=tuple(content["short_endings"]),
        spellings=tuple(content["spellings"].items()),
        alike=tuple(tuple(group) for group in content["alike"]),
    )


def words_of(text: str, language: Language) -> list[str]:
    """The words of a text as they are compared: folded, numbers as plain digits, without a genitive's 's.

    Args:
        text: any text.
        language: whose number words are read ("650k", "seven hundred").
    """
    folded = fold(text)
    pieces, position = [], 0
    for mention in find_numbers(folded, language):
        pieces += [folded[position : mention.start], _plain_number(mention, language)]
        position = mention.end
    found = _WORD.findall("".join([*pieces, folded[position:]]))
    return [word.removesuffix("'s") for word in found]


def fold(text: str) -> str:
    """The text in lower case, without accents, full-width forms, digits of other scripts and invisible characters."""
    plain = unicodedata.normalize("NFKD", text.translate(_ALIKE_LETTERS)).casefold()
    # Folding may make letters that fall apart once more.
    letters = unicodedata.normalize("NFKD", plain).translate(_ALIKE_LETTERS)
    kept = (
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in letters
        if unicodedata.category(letter) not in ("Mn", "Me", "Cf", "Cc") or letter.isspace()
    )
    return "".join(kept)


def _plain_number(mention: NumberMention, language: Language) -> str:
    """A number as digits, with the words that go with it ("fold", "more than"); as it stands if it has no value."""
    value, words = mention.value, _WORD.findall(mention.text)
    named = {*language.words, *language.scales, *language.unit_words, *language.scale_letters}
    counted = any(map(str.isdigit, mention.text)) or not named.isdisjoint(words)
    readable = value is not None and value < _LARGEST and value == int(value)
    if not readable or not counted or mention.kind is Kind.ORDINAL:
        return mention.text
    others = (word for word in words if word.isalpha() and word not in named)
    return f" {value:.0f} {' '.join(others)} "


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that a slip of the keys made into this one, or None; numbers are never put right.

    The first letter has to be the same: slips seldom hit it.
    """
    if not word.isalpha() or len(word) < _SHORTEST_MISTYPED:
        return None
    candidates = sorted({other for other in known if other.isalpha() and other[0] == word[0]})
    slips = 2 if len(word) >= _LONG else 1
    found = process.extractOne(
        word, candidates, scorer=DamerauLevenshtein.distance, score_cutoff=slips
    )
    return str(found[0]) if found else None


@lru_cache(maxsize=8192)
def _stem(word: str, endings: tuple[str, ...], short_endings: tuple[str, ...]) -> str:
    for ending in (*endings, *short_endings):
        least = _LEAST_LEFT_OF_SHORT if ending in short_endings else _LEAST_LEFT
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return _stem(word.removesuffix(ending), endings, short_endings)
    return word
