"""Puts the spelling right before a message is understood; what was typed is kept as it was."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from bot.facts import YamlFileError, read_yaml
from bot.nlu.tokenizer import message_reader

SPELLINGS_FILE = Path(__file__).with_name("spellings.yml")
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}},
}
# Shorter words are left alone, too many others are near; from the second length on a word may be two slips away.
_SHORTEST, _LONG = 5, 7
# A word used so often in the training data is known.
_LEAST_USES = 3
# A year without its century: "'92", "the '90s".
_SHORT_YEAR = re.compile(r"(?<!\w)['’‘](?=(?P<decade>\d)\ds?(?![\w'’]|[.,]\d))")


class Spelling:
    """Writes phone spelling out, and takes a word that is none for the nearest known one."""

    def __init__(self, known: Iterable[str], words: Iterable[str], language_code: str) -> None:
        """Over known words.

        Args:
            known: words in lower case that a slip may stand for.
            words: the words of the language, in lower case: none of them is a slip.
            language_code: language of the texts.
        """
        self.known = tuple(sorted(known))
        self._by_letter: dict[str, list[str]] = {}
        for word in self.known:  # slips seldom hit the first letter
            self._by_letter.setdefault(word[:1], []).append(word)
        self._words = frozenset(words)
        self._spoken = spellings(language_code)
        self._reader = message_reader(language_code)

    def corrected(self, text: str) -> str:
        """The text with its spelling put right; numbers, names and unknown words stay."""
        text = _SHORT_YEAR.sub(lambda year: "20" if year["decade"] in "012" else "19", text)
        doc = self._reader.tokens(text)
        words = (self._spoken.get(token.lower_) or self._nearest(token.text) for token in doc)
        return "".join(word + token.whitespace_ for word, token in zip(words, doc, strict=True))

    def _nearest(self, word: str) -> str:
        """The known word that a slip of the keys made into this one; the word itself if it is one."""
        plain = word.lower()
        candidates = self._by_letter.get(plain[:1], [])
        if (
            not plain.isalpha()
            or len(plain) < _SHORTEST
            or plain in self._words
            or plain in candidates
        ):
            return word
        slips = 2 if len(plain) >= _LONG else 1
        found = process.extractOne(
            plain, candidates, scorer=DamerauLevenshtein.distance, score_cutoff=slips
        )
        return found[0] if found is not None else word


def words_of(texts: Iterable[str], language_code: str) -> list[str]:
    """The words that texts use often enough to be known."""
    reader = message_reader(language_code)
    counts = Counter(
        token.lower_
        for text in texts
        for token in reader.tokens(text)
        if token.is_alpha and len(token) >= _SHORTEST
    )
    return [word for word, count in counts.items() if count >= _LEAST_USES]


def dictionary(language_code: str) -> list[str]:
    """The words of a language, from the package `pyspellchecker`, of which only the data is read; none if it has no list.

    Raises:
        FileNotFoundError: the package is not installed.
    """
    spec = find_spec("spellchecker")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("The package pyspellchecker is missing. Install it with `make`.")
    path = Path(spec.origin).parent / "resources" / f"{language_code}.json.gz"
    if not path.exists():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return sorted(json.load(file))


@cache
def spellings(language_code: str) -> Mapping[str, str]:
    """Phone spelling and what it stands for; none for a language that has no block.

    Raises:
        YamlFileError: the file is broken.
    """
    content = read_yaml(SPELLINGS_FILE, _SCHEMA)
    found: dict[str, str] = content.get(language_code, {})
    unreadable = [word for word in found if word != word.lower() or " " in word]
    if unreadable:
        raise YamlFileError(
            SPELLINGS_FILE,
            [
                f"{language_code}.{word}: write it in lower case, as one word."
                for word in unreadable
            ],
        )
    return found
