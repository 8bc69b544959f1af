"""The places at which a message may be cut, and the stretches between them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from bot.facts import find_numbers
from bot.nlu.lexicon import Lexicon

_SENTENCE_ENDS = ".?!;…"
_QUESTION = "?"
_SEPARATORS = ",:–—"
# "1." or "(2)" or a bullet at the head of an item.
_ITEM = re.compile(r"(?:^|(?<=\s))(?:\(?\d{1,2}[).:]|[-*•·–])(?=\s)")
# So many clauses of a message are told apart: a letter of two pages has fewer.
MAX_CLAUSES = 32
# "Who besides you ..." is one clause, and so is "tell me how many ...".
_LEAST_BEFORE_AN_ASIDE = 2


class Cut(Enum):
    """What stands where a message may be cut; the value is what cutting there costs, in log odds."""

    ITEM = 0.0  # a line break, or the number of an item: never within a clause
    QUESTION = 0.1  # a question mark: never within a clause either
    SENTENCE = 0.5  # a full stop
    OPENER = 1.0  # "..., not the visits", "and how many ..."
    COUNTING = 2.0  # "... how many ...", without a sign before it
    SEPARATOR = 1.5  # a comma, a colon, a slash, a plus
    JOINT = 3.0  # a bare "and": as often within a clause as between two


# What begins behind one of these is a sentence or an item of its own.
SENTENCES = (Cut.ITEM, Cut.QUESTION, Cut.SENTENCE)
NEVER_WITHIN = (Cut.ITEM, Cut.QUESTION)


@dataclass(frozen=True)
class Atom:
    """A stretch of a message that holds no place to cut: tokens `start` up to `end`."""

    start: int
    end: int
    cut: Cut


def find_atoms(doc: Doc, words: Lexicon, *more_joints: PhraseMatcher) -> list[Atom]:
    """A text in stretches, cut wherever a clause might begin.

    Args:
        doc: the text, with its sentences.
        words: the closed words of its language.
        more_joints: what else may stand between clauses.
    """
    places = _places(doc, words, more_joints)
    atoms: list[Atom] = []
    start, cut = 0, Cut.ITEM
    for place, (end, kind) in sorted(places.items()):
        if place > start and _says_something(doc, start, place):
            atoms.append(Atom(start, place, cut))
            cut = kind
        elif kind.value < cut.value:
            cut = kind
        start = max(end, start)
    if start < len(doc) and _says_something(doc, start, len(doc)):
        atoms.append(Atom(start, len(doc), cut))
    return _at_most(MAX_CLAUSES, atoms)


def _at_most(number: int, atoms: list[Atom]) -> list[Atom]:
    """Atoms that are no more than can be read in reasonable time: the dearest cuts go first, those at the end before others."""
    for cut in sorted(Cut, key=lambda cut: -cut.value):
        for place in range(len(atoms) - 1, 0, -1):
            if len(atoms) <= number:
                return atoms
            if atoms[place].cut is cut:
                before = atoms[place - 1]
                atoms[place - 1 : place + 1] = [Atom(before.start, atoms[place].end, before.cut)]
    return atoms


def _says_something(doc: Doc, start: int, end: int) -> bool:
    return any(token.is_alpha or token.like_num or not token.is_ascii for token in doc[start:end])


def _places(
    doc: Doc, words: Lexicon, more_joints: Sequence[PhraseMatcher]
) -> Mapping[int, tuple[int, Cut]]:
    """Where cuts may be: the token at which one ends, the token at which the next begins, and what stands there."""
    places: dict[int, tuple[int, Cut]] = {}
    for sentence in doc.sents:
        places[sentence.start] = (sentence.start, Cut.SENTENCE)
    for token in doc:
        if token.text in _SEPARATORS or (
            token.text == "-" and token.i and doc[token.i - 1].whitespace_
        ):
            places.setdefault(token.i, (token.i + 1, Cut.SEPARATOR))
        elif token.is_space and "\n" in token.text:
            places[token.i] = (token.i + 1, Cut.ITEM)
        elif token.text in _SENTENCE_ENDS and _ends(doc, token.i):
            kind = Cut.QUESTION if token.text == _QUESTION else Cut.SENTENCE
            places.setdefault(token.i, (token.i + 1, kind))
    for matcher in (words.joints, *more_joints):
        for _, start, end in matcher(doc):
            kind = Cut.JOINT if doc[start].is_alpha else Cut.SEPARATOR
            places.setdefault(start, (end, kind))
    begun = sorted(start for _, start, _ in words.openers(doc))
    asked = {start for _, start, _ in words.question_words(doc)}
    led = {start for _, start, end in words.prepositions(doc) if end in asked}
    openers = {*begun, *led}
    for place, (end, kind) in places.items():
        if kind in (Cut.JOINT, Cut.SEPARATOR) and end in openers:
            places[place] = (end, Cut.OPENER)
    for matcher, cut in ((words.counting, Cut.COUNTING), (words.asides, Cut.OPENER)):
        known = sorted(places)
        for _, start, _ in matcher(doc):
            before = bisect_left(known, start) - 1
            first = known[before] if before >= 0 else 0
            # "By the time of the closure how many ..." is one clause: before a count stands a question, or nothing.
            asks = cut is Cut.OPENER or _holds(begun, first, start)
            if start - first > _LEAST_BEFORE_AN_ASIDE and asks:
                places.setdefault(start, (start, cut))
    for match in _ITEM.finditer(doc.text):
        span = doc.char_span(*match.span(), alignment_mode="expand")
        if span is not None:
            places[span.start] = (span.end, Cut.ITEM)
    spans = [
        doc.char_span(number.start, number.end, alignment_mode="expand")
        for number in find_numbers(doc.text, words.language)
    ]
    numbers = [(span.start, span.end) for span in spans if span is not None]
    choices = {(start, end) for _, start, end in words.choices(doc)}
    # "9,000 plus" and "half a million" are one, and so is a choice of numbers with what is asked before it.
    whole = [(start + 1, end) for start, end in numbers]
    whole += [
        (before[0] - 1, behind[0])
        for before, behind in pairwise(numbers)
        if (before[1], behind[0]) in choices
    ]
    for first, end in whole:
        for place in range(first, end):
            if place in places and places[place][1] not in NEVER_WITHIN:
                del places[place]
    return places


def _holds(places: Sequence[int], first: int, end: int) -> bool:
    """Whether one of the places, which are in order, is from `first` on and before `end`."""
    return bisect_left(places, end) > bisect_left(places, first)


def _ends(doc: Doc, place: int) -> bool:
    """Whether a sign ends a sentence, and does not stand within a word ("TL;DR")."""
    return bool(doc[place].whitespace_) or place + 1 == len(doc) or not doc[place + 1].is_alpha
