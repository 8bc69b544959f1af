"""What understanding hands to answering: one frame for each clause of a message, and the numbers in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from bot.facts.model import QuestionKind
from bot.facts.number_mentions import Kind


class Act(str, Enum):
    """What a clause does."""

    ASKS = "asks"
    CLAIMS = "claims"
    TELLS = "tells"  # "my thesis is about the visits": says what someone is busy with
    SETS_ASIDE = "sets_aside"  # "besides the visits": names what is not asked for


class Polarity(str, Enum):
    """How a clause stands to the fact that it speaks of."""

    AFFIRMED = "affirmed"
    DENIED = "denied"
    OPPOSITE = "opposite"


class Position(str, Enum):
    """Which of the things said before a clause points at."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    BEFORE = "before"
    LAST = "last"


class Form(str, Enum):
    """How an answer is to be laid out."""

    SHORTER = "shorter"
    LONGER = "longer"
    ONE_LINE = "one_line"
    THREE_SENTENCES = "three_sentences"
    BULLETS = "bullets"
    ONLY_NUMBER = "only_number"


# Topic of a message that was not understood because it is in another language.
OTHER_LANGUAGE = "other_language"
# What a number counts that the fact sheet gives no number of.
UNCOUNTED = "uncounted"
# A count up to this says nothing by itself: "which one", "these two".
_SMALL = 3
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,%])")


@dataclass(frozen=True)
class ClaimedNumber:
    """A number in the person's own words.

    Attributes:
        text: as typed, for quoting back.
        value: what it amounts to; None where it cannot be read.
        kind: count, ordinal, multiple, percentage, ...
        qualifier: "more_than", "less_than", "about", "exact" or None.
        counts: what is counted behind it: key of a fact, or "uncounted" for what the sheet does not count; "" where that is
            not clear.
    """

    text: str
    value: float | None
    kind: Kind
    qualifier: str | None
    counts: str = ""

    @property
    def is_small(self) -> bool:
        """Whether it may be said by the way ("which one", "these two")."""
        return self.value is not None and self.value <= _SMALL and self.value % 1 == 0

    @property
    def is_year(self) -> bool:
        """Whether it reads as a calendar year: one of our times, in bare digits or words, that counts nothing of the sheet."""
        if self.kind is not Kind.COUNT or self.counts not in ("", UNCOUNTED):
            return False
        if any(character.isdigit() for character in self.text):
            return bool(_YEAR.search(self.text))
        value = self.value or 0
        return 1900 < value < 2100 and value % 100 != 0


@dataclass(frozen=True)
class Frame:
    """One clause of a message, as understood.

    Attributes:
        text: the clause as typed.
        intent: what it is about.
        confidence: of the intent, 0 to 1.
        fact: key of the fact it asks for; None for an area as a whole or no area.
        facts: the likeliest facts with their calibrated probabilities, whatever the intent.
        topic: for questions out of scope and comparisons, which kind of thing they ask.
        act: whether it asks, claims, or sets something aside.
        kind: what it asks for (how many, when, ...).
        kinds: the likeliest kinds with their probabilities; none where only `kind` is known.
        polarity: whether it affirms, denies or reverses what it speaks of.
        form: how the answer is to be laid out; None where nothing is said of it.
        numbers: figures the person names.
        tags: keys of the audiences, partners, activities and places it names.
        sides: keys of the figures, or else the areas, that it compares.
        excluded: keys of the facts that are set aside beside it ("leaving out the visits, which ...").
        strays: things that a statement names and the fact does not.
        refers_back: whether a pronoun may stand for what was said before.
        position: which of the things said before it points at, if it does.
        of_person: whether it speaks of someone as "he" or "she".
        language: code of the language it is written in.
    """

    text: str
    intent: str
    confidence: float = 1.0
    fact: str | None = None
    facts: tuple[tuple[str, float], ...] = ()
    topic: str | None = None
    act: Act = Act.ASKS
    kind: QuestionKind = QuestionKind.OPEN
    kinds: tuple[tuple[QuestionKind, float], ...] = ()
    polarity: Polarity = Polarity.AFFIRMED
    form: Form | None = None
    numbers: tuple[ClaimedNumber, ...] = ()
    tags: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    strays: tuple[str, ...] = ()
    refers_back: bool = False
    position: Position | None = None
    of_person: bool = False
    language: str = "en"

    @property
    def words(self) -> int:
        """Of how many words it is made."""
        return len(self.text.split())

    def probability(self, key: str | None) -> float:
        """How likely it is that this fact is meant."""
        return dict(self.facts).get(key or "", 0.0)

    def as_dict(self) -> dict[str, Any]:
        """A small JSON form, for the conversation's record: what says nothing is left out."""
        record = asdict(self)
        record["confidence"] = round(self.confidence, 4)
        record["kinds"] = [[kind.value, round(share, 3)] for kind, share in self.kinds]
        record["facts"] = [[key, round(share, 3)] for key, share in self.facts]
        return {name: _plain(value) for name, value in record.items() if value not in _NOTHING}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Frame:
        """The frame of a record made by `as_dict`.

        Raises:
            KeyError, TypeError, ValueError: the record was not made by `as_dict`.
        """
        read = {name: _READ.get(name, _same)(value) for name, value in record.items()}
        return cls(**read)


_NOTHING: tuple[Any, ...] = (None, False, (), [], Act.ASKS, Polarity.AFFIRMED, QuestionKind.OPEN)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _same(value: Any) -> Any:
    return value


def _numbers(records: list[dict[str, Any]]) -> tuple[ClaimedNumber, ...]:
    return tuple(ClaimedNumber(**{**record, "kind": Kind(record["kind"])}) for record in records)


_READ: Mapping[str, Any] = {
    "facts": lambda pairs: tuple((key, share) for key, share in pairs),
    "act": Act,
    "kind": QuestionKind,
    "kinds": lambda pairs: tuple((QuestionKind(kind), share) for kind, share in pairs),
    "polarity": Polarity,
    "form": Form,
    "numbers": _numbers,
    "tags": tuple,
    "sides": tuple,
    "excluded": tuple,
    "strays": tuple,
    "position": Position,
}
