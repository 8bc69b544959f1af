"""What understanding hands to answering: a question, and the numbers in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.facts.model import QuestionKind
from bot.facts.number_mentions import Kind

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

    def is_year(self, counted: tuple[str, ...]) -> bool:
        """Whether it reads as a calendar year: four bare digits of our times that count nothing.

        Args:
            counted: the nouns of which it would be a number ("2000 prisoners").
        """
        return bool(_YEAR.search(self.text)) and self.counts not in counted


@dataclass(frozen=True)
class Question:
    """One question of a message, as understood.

    Attributes:
        text: the question as asked.
        intent: what it is about.
        confidence: of the intent, 0 to 1.
        fact: key of the fact it asks for; None for an area as a whole or no area.
        topic: for questions out of scope, which kind of thing they ask.
        nearest: key of the fact nearest to a question out of scope, if one is near.
        kind: what it asks for (how many, when, ...).
        counted: the noun after "how many", in the singular; None where there is none.
        numbers: figures the person names.
    """

    text: str
    intent: str
    confidence: float = 1.0
    fact: str | None = None
    topic: str | None = None
    nearest: str | None = None
    kind: QuestionKind = QuestionKind.OPEN
    counted: str | None = None
    numbers: tuple[ClaimedNumber, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """A small JSON form, for the conversation's record."""
        return {
            "text": self.text,
            "intent": self.intent,
            "confidence": round(self.confidence, 4),
            "fact": self.fact,
            "topic": self.topic,
            "nearest": self.nearest,
            "kind": self.kind.value,
            "counted": self.counted,
            "numbers": [asdict(number) for number in self.numbers],
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
            nearest=record["nearest"],
            kind=QuestionKind(record["kind"]),
            counted=record["counted"],
            numbers=tuple(
                ClaimedNumber(**{**number, "kind": Kind(number["kind"])})
                for number in record["numbers"]
            ),
        )
