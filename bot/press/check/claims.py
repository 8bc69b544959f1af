"""Compares a figure that a text names with the fact it names it of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.answers.claims import agrees, is_nearly
from bot.facts import Fact, Kind, Quantity, Style
from bot.press.check.nouns import ANYONE

# A count up to the first is no claim before a noun that the fact does not count, up to the second none at all.
_SMALL, _SMALLEST = 12, 3
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,%])")
_NUMBER_KINDS = (Kind.COUNT, Kind.MULTIPLE, Kind.PERCENT, Kind.MAGNITUDE, Kind.ORDINAL)


@dataclass(frozen=True)
class StatedNumber:
    """A number of a text.

    Attributes:
        text: as it stands there, for quoting back.
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
        """Whether it reads as a calendar year: a year of our times in bare digits or words that counts nothing.

        Args:
            counted: the nouns of which it would be a number ("2000 prisoners").
        """
        value = self.value or 0
        spelt = not any(character.isdigit() for character in self.text)
        in_words = spelt and self.kind is Kind.COUNT and 1900 < value < 2100 and value % 100 != 0
        return (in_words or bool(_YEAR.search(self.text))) and self.counts not in counted


@dataclass(frozen=True)
class Statement:
    """Words of a text with the numbers in them."""

    text: str
    numbers: tuple[StatedNumber, ...]


@dataclass(frozen=True)
class Claim:
    """A claimed number, weighed.

    Attributes:
        quoted: the number as the person typed it.
        right: whether the fact sheet says the same.
        meant: where only exactness or kind differ, the fact's quantity with that number.
    """

    quoted: str
    right: bool
    meant: Quantity | None = None


def weigh_claim(fact: Fact, statement: Statement) -> Claim | None:
    """What a number in the statement amounts to; None where there is nothing to weigh.

    A number is weighed only against a fact that has numbers, and a single one at that: with two
    ("was it 500 or 600?") the sentence with the right figure is the answer.
    """
    claimed = _claimed_of(fact, statement)
    if len(claimed) != 1 or not fact.numbers:
        return None
    number = claimed[0]
    right = any(agrees(number, q) for q in fact.numbers.values())
    if not right:
        meant = (q for q in fact.numbers.values() if is_nearly(number, q))
        return Claim(number.text.strip(), False, next(meant, None))
    beside = _also_claimed(fact, statement, number)
    return Claim((beside or number).text.strip(), beside is None)


def counts_other_things(fact: Fact, statement: Statement) -> bool:
    """Whether the person says of the fact's number that it counts something the fact does not count."""
    return any(
        number.counts is not None
        and number.counts not in (*fact.counts, *ANYONE)
        # "The third workshop" counts no workshops, "a twofold drop" no drops.
        and number.kind not in (Kind.ORDINAL, Kind.MULTIPLE)
        for number in _claimed_of(fact, statement)
    )


def _also_claimed(fact: Fact, statement: Statement, number: StatedNumber) -> StatedNumber | None:
    """A second number said of the same thing ("tens of thousands means 50,000?") that the fact does not have."""
    others = (
        n
        for n in statement.numbers
        if n is not number
        and n.is_claim
        and n.counts is None
        and n.value
        and n.value > _SMALL
        and n.kind in _NUMBER_KINDS
        and not n.is_year(fact.counts)
    )
    return next((n for n in others if not any(agrees(n, q) for q in fact.numbers.values())), None)


def figures_claimed(facts: Iterable[Fact], statement: Statement) -> list[Fact]:
    """The figures whose very numbers the statement names, in the order in which it names them."""
    counts = {float(f.figure.value): f for f in facts if f.figure and f.figure.is_count}
    named = [n.value for n in statement.numbers if n.is_claim and n.kind is Kind.COUNT and n.value]
    return [counts[value] for value in dict.fromkeys(named) if value in counts]


def states_number_of(fact: Fact, statement: Statement) -> bool:
    """Whether the statement names a number that is one of the fact's, however it is qualified; a share is none."""
    return any(
        number.value == quantity.value and number.kind is not Kind.PERCENT
        for number in _claimed_of(fact, statement)
        for quantity in fact.numbers.values()
    )


def _claimed_of(fact: Fact, statement: Statement) -> list[StatedNumber]:
    """The numbers that may be meant of this fact: those that count what it counts, or else any."""
    numbers = [
        n
        for n in statement.numbers
        if (n.is_claim or n.counts in fact.counts)
        and n.kind in _NUMBER_KINDS
        and n.value is not None
        and not _is_aside(n, fact)
        and n.is_year(fact.counts) == _has_year(fact)
    ]
    of_the_same = [n for n in numbers if n.counts in fact.counts]
    return of_the_same or numbers


def _is_aside(number: StatedNumber, fact: Fact) -> bool:
    """Whether a small number is only said by the way: "which one", "these two", "two young men"."""
    if number.kind is not Kind.COUNT or number.value is None or not 1 <= number.value <= _SMALL:
        return False
    if number.counts is not None:
        return number.counts not in fact.counts
    stated = {quantity.value for quantity in fact.numbers.values()}
    return number.value <= _SMALLEST and number.value not in stated


def _has_year(fact: Fact) -> bool:
    return any(quantity.style is Style.YEAR for quantity in fact.numbers.values())
