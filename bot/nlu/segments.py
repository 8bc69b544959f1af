"""Where a message may be cut into questions, and which cuts make the best sense of it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from spacy.tokens import Doc, Span, Token

from bot.nlu.asking_clauses import asking_clauses
from bot.nlu.question_words import QuestionWords

Bounds = tuple[int, int]
"""Which atoms a segment is made of: from the first number up to, and without, the second."""

_SENTENCE_ENDS = "?!.;…"
_SEPARATORS = ",:–—" + _SENTENCE_ENDS
_NUMBERED = re.compile(r"(?:^|(?<=\s))(?:\(?\d\)|\d\.)(?=\s)")
# Beyond this a segment is clear enough: log odds of 95 %.
_CLEAR = 3.0


class Cut(Enum):
    """What stands where a message may be cut; the value is what cutting there costs, in log odds."""

    SENTENCE = 0.5  # a question mark, a full stop, a number that counts questions off
    QUESTION_WORD = 1.2  # "and how many ..."
    JOINT = 3.2  # a comma or a bare "and": as often within a question as between two


@dataclass(frozen=True)
class Atom:
    """A stretch of a message that holds no place to cut: tokens `start` up to `end`."""

    start: int
    end: int
    cut: Cut


@dataclass(frozen=True)
class Sense:
    """What a segment is taken for by itself.

    Attributes:
        label: its likeliest class.
        probability: of that class, 0 to 1.
    """

    label: tuple[str, str | None]
    probability: float

    @property
    def worth(self) -> float:
        """How clear it is, in log odds, up to a bound."""
        share = min(max(self.probability, 1e-6), 1 - 1e-6)
        return max(-_CLEAR, min(_CLEAR, math.log(share / (1 - share))))


def find_atoms(doc: Doc, words: QuestionWords) -> list[Atom]:
    """What asks in a text, cut wherever another question might begin."""
    numbers = {
        span.start: span.end
        for match in _NUMBERED.finditer(doc.text)
        if (span := doc.char_span(*match.span(), alignment_mode="expand")) is not None
    }
    clauses = [doc[:]] if len(numbers) > 1 else asking_clauses(doc, words) or [doc[:]]
    atoms: list[Atom] = []
    for clause in clauses:
        same_sentence = bool(atoms) and clause.sent.start < atoms[-1].end
        cut = Cut.QUESTION_WORD if same_sentence else Cut.SENTENCE
        atoms += _atoms_of(clause, words, numbers, cut)
    return [atom for atom in atoms if any(token.is_alpha for token in doc[atom.start : atom.end])]


def _atoms_of(
    clause: Span, words: QuestionWords, numbers: Mapping[int, int], cut: Cut
) -> list[Atom]:
    # Before a question word no clause is cut: had it been between two questions, there would be two clauses.
    openers = {start for _, start, _ in words.openers(clause)}
    atoms: list[Atom] = []
    start = clause.start
    for token in clause:
        if token.i < start or not (token.i in numbers or _separates(token, words)):
            continue
        if token.i not in numbers and token.text not in _SENTENCE_ENDS and token.i + 1 in openers:
            continue
        if token.i > start:
            atoms.append(Atom(start, token.i, cut))
            cut = Cut.JOINT
        start = numbers.get(token.i, token.i + 1)
        if token.i in numbers or token.text in _SENTENCE_ENDS:
            cut = Cut.SENTENCE
    return [*atoms, Atom(start, clause.end, cut)]


def _separates(token: Token, words: QuestionWords) -> bool:
    return token.lower_ in words.joints or token.text in _SEPARATORS


def segment_texts(doc: Doc, atoms: Sequence[Atom], words: QuestionWords) -> dict[Bounds, str]:
    """The text of every stretch of neighbouring atoms; "families" in "how many visits, families" counts too."""
    counting = sorted((start, end) for _, start, end in words.counting(doc))
    texts = {}
    for first in range(len(atoms)):
        for last in range(first, len(atoms)):
            span = doc[atoms[first].start : atoms[last].end]
            text = span.text.strip(" ,;:-–—")
            leads = [doc[start:end].text for start, end in counting if end <= span.start]
            elliptical = atoms[first].cut is Cut.JOINT and not words.counting(span)
            if leads and elliptical and not words.openers(span):
                text = f"{leads[-1]} {text}"
            texts[first, last + 1] = text
    return texts


def best_segments(atoms: Sequence[Atom], senses: Mapping[Bounds, Sense]) -> list[Bounds]:
    """The segments that make the best sense together; neighbours of one sense are never cut apart.

    Args:
        atoms: of a message.
        senses: of every stretch of neighbouring atoms.
    """
    best: dict[Bounds, tuple[float, list[Bounds]]] = {}
    for end in range(1, len(atoms) + 1):
        for start in range(end):
            here = (start, end)
            before = [(0.0, list[Bounds]())] if start == 0 else []
            before += [
                (total - atoms[start].cut.value, bounds)
                for (earlier, middle), (total, bounds) in best.items()
                if middle == start and senses[earlier, middle].label != senses[here].label
            ]
            if before:
                total, bounds = max(before, key=lambda entry: entry[0])
                best[here] = (total + senses[here].worth, [*bounds, here])
    whole = [entry for (_, end), entry in best.items() if end == len(atoms)]
    return max(whole, key=lambda entry: entry[0])[1] if whole else []
