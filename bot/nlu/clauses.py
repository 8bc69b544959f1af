"""Where a message may be cut into clauses, and which cuts make the best sense of it."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from bot.facts import find_numbers
from bot.nlu.lexicon import Lexicon

Bounds = tuple[int, int]
"""Which atoms a clause is made of: from the first number up to, and without, the second."""

_SENTENCE_ENDS = ".?!;…"
_QUESTION = "?"
_SEPARATORS = ",:–—"
# "1." or "(2)" or a bullet at the head of an item.
_ITEM = re.compile(r"(?:^|(?<=\s))(?:\(?\d{1,2}[).:]|[-*•·–])(?=\s)")
# What it costs to lose something that one part of a clause is plainly about.
_HIDDEN = 2.0
# A clause is made of so many atoms at most: what is longer is a clause with a story around it.
MAX_ATOMS = 3
# So many clauses of a message are told apart: a letter of two pages has fewer.
MAX_CLAUSES = 32
# A sentence may be a clause as a whole, up to so many.
_MAX_ATOMS_OF_A_SENTENCE = 8
# "Who besides you ..." is one clause, and so is "tell me how many ...".
_LEAST_BEFORE_AN_ASIDE = 2
# Beyond this a clause is clear enough: log odds of 95 %.
_CLEAR = 3.0


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
_NEVER_WITHIN = (Cut.ITEM, Cut.QUESTION)


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
    openers = set(begun)
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
    for number in find_numbers(doc.text, words.language):
        # "9,000 plus" and "half a million" are one.
        span = doc.char_span(number.start, number.end, alignment_mode="expand")
        for place in range(span.start + 1, span.end) if span is not None else ():
            if place in places and places[place][1] is not Cut.ITEM:
                del places[place]
    return places


def _holds(places: Sequence[int], first: int, end: int) -> bool:
    """Whether one of the places, which are in order, is from `first` on and before `end`."""
    return bisect_left(places, end) > bisect_left(places, first)


def _ends(doc: Doc, place: int) -> bool:
    """Whether a sign ends a sentence, and does not stand within a word ("TL;DR")."""
    return bool(doc[place].whitespace_) or place + 1 == len(doc) or not doc[place + 1].is_alpha


def clause_texts(doc: Doc, atoms: Sequence[Atom], words: Lexicon) -> dict[Bounds, str]:
    """The text of every stretch of at most `MAX_ATOMS` neighbours, and of every sentence.

    "Families" in "how many visits, families" counts too.
    """
    counting = sorted((start, end) for _, start, end in words.counting(doc))
    texts = {}
    for first in range(len(atoms)):
        lasts = set(range(first, min(first + MAX_ATOMS, len(atoms))))
        if atoms[first].cut in SENTENCES:
            lasts.add(_end_of_sentence(atoms, first))
        lead = _lead(doc, atoms, first, counting)
        for last in sorted(lasts):
            if any(atom.cut in _NEVER_WITHIN for atom in atoms[first + 1 : last + 1]):
                break
            span = doc[atoms[first].start : atoms[last].end]
            text = span.text.strip(" ,;:-–—\n")
            if lead and not words.openers(span) and not words.counting(span):
                text = f"{lead} {text}"
            texts[first, last + 1] = text
    return texts


def _lead(doc: Doc, atoms: Sequence[Atom], first: int, counting: Sequence[tuple[int, int]]) -> str:
    """The last "how many" before an item of a list, in its sentence; "" where there is none."""
    if atoms[first].cut not in (Cut.JOINT, Cut.SEPARATOR):
        return ""
    begins = _start_of_sentence(atoms, first)
    before = bisect_right(counting, atoms[first].start, key=lambda match: match[1])
    start, end = counting[before - 1] if before else (-1, -1)
    return doc[start:end].text if start >= begins else ""


def _start_of_sentence(atoms: Sequence[Atom], first: int) -> int:
    """The first token of the sentence that an atom is in."""
    while first and atoms[first].cut not in SENTENCES:
        first -= 1
    return atoms[first].start


def _end_of_sentence(atoms: Sequence[Atom], first: int) -> int:
    """The last atom of the sentence that begins with an atom, as far as a clause may reach."""
    last = first
    while (
        last + 1 < min(len(atoms), first + _MAX_ATOMS_OF_A_SENTENCE)
        and atoms[last + 1].cut not in SENTENCES
    ):
        last += 1
    return last


@dataclass(frozen=True)
class Reading:
    """What a stretch is taken for by itself.

    Attributes:
        label: its likeliest class.
        probability: of that class, 0 to 1.
        whole: whether it only has this sense as a whole: a comparison, a sum.
        states: whether it is a statement, which has its sense as a whole unless it hides something else.
        tells: whether it is about one thing in particular, so that beside another it is not to be lost.
        checks: whether it only asks if something is so ("is that right?").
    """

    label: object
    probability: float
    whole: bool = False
    states: bool = False
    tells: bool = False
    checks: bool = False

    @property
    def worth(self) -> float:
        """How clear it is, in log odds, up to a bound."""
        share = min(max(self.probability, 1e-6), 1 - 1e-6)
        return max(-_CLEAR, min(_CLEAR, math.log(share / (1 - share))))


def best_clauses(atoms: Sequence[Atom], readings: Mapping[Bounds, Reading]) -> list[Bounds]:
    """The clauses that make the best sense together; neighbours of one sense are not cut apart within a sentence.

    Args:
        atoms: of a message.
        readings: of every stretch of at most `MAX_ATOMS` neighbours.
    """
    best: dict[Bounds, tuple[float, list[Bounds]]] = {}
    for here in sorted(readings, key=lambda bounds: (bounds[1], bounds[0])):
        before = (
            [(0.0, list[Bounds]())] if here[0] == 0 else list(_before(atoms, readings, best, here))
        )
        if before:
            total, bounds = max(before, key=lambda entry: entry[0])
            best[here] = (total + _worth(here, atoms, readings), [*bounds, here])
    whole = [entry for (_, end), entry in best.items() if end == len(atoms)]
    return max(whole, key=lambda entry: entry[0])[1] if whole else []


def _worth(here: Bounds, atoms: Sequence[Atom], readings: Mapping[Bounds, Reading]) -> float:
    """What a clause is worth: more where it has its sense only as a whole, less where it hides something in it."""
    reading = readings[here]
    inside = atoms[here[0] + 1 : here[1]]
    parts = [readings[place, place + 1] for place in range(*here)]
    hidden = [p for p in parts if p.tells and p.label != reading.label]
    states = reading.states and not hidden and all(atom.cut is not Cut.OPENER for atom in inside)
    if reading.whole or states:
        return reading.worth + sum(2.0 for atom in inside if atom.cut not in SENTENCES)
    of_one = any(part.label == reading.label for part in parts)
    return reading.worth - (_HIDDEN * len(hidden) if of_one else 0.0)


def _before(
    atoms: Sequence[Atom],
    readings: Mapping[Bounds, Reading],
    best: Mapping[Bounds, tuple[float, list[Bounds]]],
    here: Bounds,
) -> Iterator[tuple[float, list[Bounds]]]:
    start = here[0]
    cut = atoms[start].cut
    for first in range(max(0, start - _MAX_ATOMS_OF_A_SENTENCE), start):
        found = best.get((first, start))
        if found is None:
            continue
        same = readings[first, start].label == readings[here].label
        if (not same or cut in SENTENCES) and not _is_checked((first, start), here, readings):
            yield found[0] - cut.value, found[1]


def _is_checked(before: Bounds, here: Bounds, readings: Mapping[Bounds, Reading]) -> bool:
    """Whether a clause only asks if the one before it is so, which the two say together."""
    whole = readings.get((before[0], here[1]))
    same = whole is not None and whole.states and whole.label == readings[before].label
    return readings[here].checks and same
