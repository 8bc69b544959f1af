"""Compares a figure that someone names with the fact they name it of."""

from __future__ import annotations

from dataclasses import dataclass

from bot.facts import Fact, Kind, Qualifier, Quantity, Style
from bot.facts.question import ClaimedNumber, Question

# A count up to the first is no claim before a noun that the fact does not count, up to the second none at all.
_SMALL, _SMALLEST = 12, 3
_ORDERS_OF_MAGNITUDE = (Qualifier.THOUSANDS, Qualifier.TENS_OF_THOUSANDS)
_NUMBER_KINDS = (Kind.COUNT, Kind.MULTIPLE, Kind.PERCENT, Kind.MAGNITUDE, Kind.ORDINAL)


@dataclass(frozen=True)
class Claim:
    """A claimed number, weighed.

    Attributes:
        quoted: the number as the person typed it.
        right: whether the fact sheet says the same.
    """

    quoted: str
    right: bool


def weigh_claim(fact: Fact, question: Question) -> Claim | None:
    """What a number in the question amounts to; None where there is nothing to weigh.

    A number is weighed only against a fact that has numbers, and a single one at that: with two
    ("was it 500 or 600?") the sentence with the right figure is the answer.
    """
    claimed = _claimed_of(fact, question)
    if len(claimed) != 1 or not fact.numbers:
        return None
    number = claimed[0]
    return Claim(number.text.strip(), any(_agrees(number, q) for q in fact.numbers.values()))


def states_number_of(fact: Fact, question: Question) -> bool:
    """Whether the question names a number that is one of the fact's, however it is qualified."""
    return any(
        number.value == quantity.value
        for number in _claimed_of(fact, question)
        for quantity in fact.numbers.values()
    )


def _claimed_of(fact: Fact, question: Question) -> list[ClaimedNumber]:
    """The numbers that may be meant of this fact: those that count what it counts, or else any."""
    numbers = [
        n
        for n in question.numbers
        if (n.is_claim or n.counts in fact.counts)
        and n.kind in _NUMBER_KINDS
        and n.value is not None
        and not _is_aside(n, fact)
        and n.is_year(fact.counts) == _has_year(fact)
    ]
    of_the_same = [n for n in numbers if n.counts in fact.counts]
    return of_the_same or numbers


def _is_aside(number: ClaimedNumber, fact: Fact) -> bool:
    """Whether a small number is only said by the way: "which one", "these two", "two young men"."""
    if number.kind is not Kind.COUNT or number.value is None or not 1 <= number.value <= _SMALL:
        return False
    if number.counts is not None:
        return number.counts not in fact.counts
    stated = {quantity.value for quantity in fact.numbers.values()}
    return number.value <= _SMALLEST and number.value not in stated


def _has_year(fact: Fact) -> bool:
    return any(quantity.style is Style.YEAR for quantity in fact.numbers.values())


def _agrees(number: ClaimedNumber, quantity: Quantity) -> bool:
    """Whether claim and quantity say the same, exactness included."""
    if (number.kind is Kind.PERCENT) or (number.kind is Kind.MULTIPLE) != (
        quantity.style is Style.FOLD
    ):
        return False
    if quantity.qualifier in _ORDERS_OF_MAGNITUDE:
        return number.kind is Kind.MAGNITUDE and number.value == quantity.value
    if number.value != quantity.value:
        return False
    if quantity.qualifier is Qualifier.EXACT:
        return number.qualifier in (None, "exact")
    return bool(number.qualifier == quantity.qualifier.value)
