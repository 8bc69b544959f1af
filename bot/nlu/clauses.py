"""Where a message may be cut into clauses, and which cuts make the best sense of it."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from bot.nlu.atoms import NEVER_WITHIN, SENTENCES, Atom, Cut
from bot.nlu.lexicon import Lexicon

Bounds = tuple[int, int]
"""Which atoms a clause is made of: from the first number up to, and without, the second."""
# What it costs to lose something that one part of a clause is plainly about.
_HIDDEN = 2.0
# A clause is made of so many atoms at most: what is longer is a clause with a story around it.
MAX_ATOMS = 3
# A sentence may be a clause as a whole, up to so many.
_MAX_ATOMS_OF_A_SENTENCE = 8
# Beyond this a clause is clear enough: log odds of 95 %.
_CLEAR = 3.0


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
            if any(atom.cut in NEVER_WITHIN for atom in atoms[first + 1 : last + 1]):
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
