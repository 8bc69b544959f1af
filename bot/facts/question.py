"""What understanding hands to answering: a question, and the numbers in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from bot.facts.model import QuestionKind
from bot.facts.number_mentions import Kind


class Position(str, Enum):
    """Which of the things said before a question points at."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    BEFORE = "before"
    LAST = "last"


# Topic of a message that was not understood because it is in another language.
OTHER_LANGUAGE = "other_language"
# From this probability on, that a fact is meant is likelier than that none is.
_LIKELY_CANDIDATE = 0.3
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,%])")


@dataclass(frozen=True)
class ClaimedNumber:
    """A number in the person's own words.

    Attributes:
        text: as typed, for quoting back.
        value: what it amounts to; None where it cannot be read.
        kind: count, ordinal, multiple, percentage, ...
        qualifier: "more_than", "less_than", "about", "exact" or None.
        counts: the noun behind it, in the singular; None where there is none.
        is_claim: whether it may be a claim about the sheet ("in five minutes" is none).
    """

    text: str
    value: float | None
    kind: Kind
    qualifier: str | None
    counts: str | None = None
    is_claim: bool = True

    @property
    def _said_as_year(self) -> bool:
        """ "nineteen ninety-nine", but not "two thousand"."""
        spelt = not any(character.isdigit() for character in self.text)
        value = self.value or 0
        return spelt and self.kind is Kind.COUNT and 1900 < value < 2100 and value % 100 != 0

    def is_year(self, counted: tuple[str, ...]) -> bool:
        """Whether it reads as a calendar year: a year of our times in bare digits or words that counts nothing.

        Args:
            counted: the nouns of which it would be a number ("2000 prisoners").
        """
        looks_like_one = bool(_YEAR.search(self.text)) or self._said_as_year
        return looks_like_one and self.counts not in counted


@dataclass(frozen=True)
class Question:
    """One question of a message, as understood.

    Attributes:
        text: the question as asked.
        intent: what it is about.
        confidence: of the intent, 0 to 1.
        fact: key of the fact it asks for; None for an area as a whole or no area.
        topic: for questions out of scope, which kind of thing they ask.
        names_a_gap: whether it names a matter that the fact sheet is known not to speak of, whence its topic.
        nearest: key of the fact nearest to a question out of scope, if one is near.
        kind: what it asks for (how many, when, ...).
        counted: the noun after "how many", in the singular; None where there is none.
        numbers: figures the person names.
        candidates: the likeliest facts with their probabilities, whatever the intent; what was said
            before may favour another than the first.
        tags: keys of the audiences, partners, activities and places it names.
        named: keys of the facts it names by one of their names.
        sides: keys of the figures, or else the areas, that it compares.
        refers_back: whether a pronoun may stand for what was said before.
        wants_all: whether it asks for everything of a kind.
        named_noun: what it wants to have named ("which trades"), in the singular; None where it names
            nothing in particular.
        position: which of the things said before it points at, if it does.
        of_person: whether it speaks of someone as "he" or "she".
    """

    text: str
    intent: str
    confidence: float = 1.0
    fact: str | None = None
    topic: str | None = None
    names_a_gap: bool = False
    nearest: str | None = None
    kind: QuestionKind = QuestionKind.OPEN
    counted: str | None = None
    numbers: tuple[ClaimedNumber, ...] = ()
    candidates: tuple[tuple[str, float], ...] = ()
    tags: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    refers_back: bool = False
    wants_all: bool = False
    named_noun: str | None = None
    position: Position | None = None
    of_person: bool = False

    @property
    def candidates_are_likely(self) -> bool:
        """Whether some fact is likely enough to be what a question means that was not understood as a whole."""
        return bool(self.candidates) and self.candidates[0][1] > _LIKELY_CANDIDATE

    def as_dict(self) -> dict[str, Any]:
        """A small JSON form, for the conversation's record."""
        return {
            "text": self.text,
            "intent": self.intent,
            "confidence": round(self.confidence, 4),
            "fact": self.fact,
            "topic": self.topic,
            "names_a_gap": self.names_a_gap,
            "nearest": self.nearest,
            "kind": self.kind.value,
            "counted": self.counted,
            "numbers": [asdict(number) for number in self.numbers],
            "candidates": [[key, round(share, 3)] for key, share in self.candidates],
            "tags": list(self.tags),
            "named": list(self.named),
            "sides": list(self.sides),
            "refers_back": self.refers_back,
            "wants_all": self.wants_all,
            "named_noun": self.named_noun,
            "position": self.position.value if self.position else None,
            "of_person": self.of_person,
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Question:
        """The question of a record made by `as_dict`.

        Raises:
            KeyError, ValueError: the record was not made by `as_dict`.
        """
        return cls(
            text=record["text"],
            intent=record["intent"],
            confidence=record["confidence"],
            fact=record["fact"],
            topic=record["topic"],
            names_a_gap=record["names_a_gap"],
            nearest=record["nearest"],
            kind=QuestionKind(record["kind"]),
            counted=record["counted"],
            numbers=tuple(
                ClaimedNumber(**{**number, "kind": Kind(number["kind"])})
                for number in record["numbers"]
            ),
            candidates=tuple((key, share) for key, share in record["candidates"]),
            tags=tuple(record["tags"]),
            named=tuple(record["named"]),
            sides=tuple(record["sides"]),
            refers_back=record["refers_back"],
            wants_all=record["wants_all"],
            named_noun=record["named_noun"],
            position=Position(record["position"]) if record["position"] else None,
            of_person=record["of_person"],
        )
