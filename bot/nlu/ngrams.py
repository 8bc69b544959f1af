"""Sparse features: TF-IDF weights of words, word pairs and character n-grams, or of a text's outline."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Terms = Callable[[str], Iterable[str]]

_WORD = re.compile(r"\w+(?:'\w+)?|\?")
_CHARACTERS = range(2, 6)
_OUTLINE = range(1, 5)
# N-grams seen in fewer texts say nothing that holds for others.
_LEAST_TEXTS = 3
# A word used with so many subjects says how something is asked, not what about.
_LEAST_SUBJECTS = 4
# So much of a text is looked at: what it asks stands in few words.
_MAX_CHARACTERS = 600


@dataclass(frozen=True)
class SparseRow:
    """The features that one text has: their columns and weights."""

    columns: NDArray[np.int64]
    weights: NDArray[np.float32]


class Ngrams:
    """Turns texts into rows of weighted n-grams, each row of length 1."""

    def __init__(
        self, terms: Terms, vocabulary: Sequence[str], rarity: NDArray[np.float32]
    ) -> None:
        """Over a fixed vocabulary.

        Args:
            terms: takes a text apart.
            vocabulary: the n-grams that count.
            rarity: of each, its inverse document frequency.
        """
        self._terms = terms
        self._column = {term: column for column, term in enumerate(vocabulary)}
        self._rarity = rarity

    @classmethod
    def fit(cls, terms: Terms, texts: Sequence[str]) -> Ngrams:
        """Learns which n-grams there are, and how rare each is."""
        counts = Counter(term for text in texts for term in set(terms(text)))
        vocabulary = sorted(term for term, count in counts.items() if count >= _LEAST_TEXTS)
        rarity = [math.log((1 + len(texts)) / (1 + counts[term])) + 1 for term in vocabulary]
        return cls(terms, vocabulary, np.asarray(rarity, dtype=np.float32))

    def __len__(self) -> int:
        """How many features there are."""
        return len(self._column)

    def row(self, text: str) -> SparseRow:
        """The features of a text."""
        counts = Counter(term for term in self._terms(text) if term in self._column)
        columns = np.array([self._column[term] for term in counts], dtype=np.int64)
        weights = np.array([1 + math.log(count) for count in counts.values()], dtype=np.float32)
        weights *= self._rarity[columns]
        length = float(np.linalg.norm(weights))
        return SparseRow(columns, weights / length if length else weights)

    def save(self, path: Path) -> None:
        """Writes vocabulary and rarities as plain arrays."""
        np.savez(path, vocabulary=np.array(list(self._column)), rarity=self._rarity)

    @classmethod
    def load(cls, path: Path, terms: Terms) -> Ngrams:
        """Reads what `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(terms, arrays["vocabulary"].tolist(), arrays["rarity"])


def words_and_characters(text: str) -> Iterator[str]:
    """Words, pairs of them, and runs of characters within them: what a text is about, slips forgiven."""
    words = _words(text)
    yield from words
    yield from map(" ".join, pairwise(words))
    for word in words:
        padded = f" {word} "
        for length in _CHARACTERS:
            for start in range(max(len(padded) - length, 0) + 1):
                yield "\t" + padded[start : start + length]


class Outline:
    """How a text asks: its common words in their order, with gaps for what it is about."""

    def __init__(self, common: Iterable[str]) -> None:
        """Over words that are used whatever a text is about."""
        self.common = frozenset(common)

    @classmethod
    def fit(cls, texts: Iterable[str], subjects: Iterable[str]) -> Outline:
        """Takes for common what is said with many subjects."""
        said_with: dict[str, set[str]] = defaultdict(set)
        for text, subject in zip(texts, subjects, strict=True):
            for word in _words(text):
                said_with[word].add(subject)
        return cls(word for word, found in said_with.items() if len(found) >= _LEAST_SUBJECTS)

    def terms(self, text: str) -> Iterator[str]:
        """Runs of up to four common words and gaps, its beginning and end marked."""
        line = ["^"]
        for word in _words(text):
            if word in self.common:
                line.append(word)
            elif line[-1] != "_":
                line.append("_")
        line.append("$")
        for length in _OUTLINE:
            for start in range(len(line) - length + 1):
                yield " ".join(line[start : start + length])


def _words(text: str) -> list[str]:
    return _WORD.findall(text[:_MAX_CHARACTERS])
