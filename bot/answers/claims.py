"""Compares a figure that someone names with the fact they name it of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.facts import Fact, Kind, Qualifier, Quantity, Style
from bot.facts.question import ClaimedNumber, Question

# A count up to the first is no claim before a noun that the fact does not count, up to the second none at all.
_SMALL, _SMALLEST = 12, 3
# Nouns that any figure of people may be said to count.
ANYONE = ("person", "case", "human", "figure", "number")
_ORDERS_OF_MAGNITUDE = (Qualifier.THOUSANDS, Qualifier.TENS_OF_THOUSANDS)
_NUMBER_KINDS = (Kind.COUNT, Kind.MULTIPLE, Kind.PERCENT, Kind.MAGNITUDE, Kind.ORDINAL)


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


def weigh_claim(fact: Fact, question: Question) -> Claim | None:
    """What a number in the question amounts to; None where there is nothing to weigh.

    A number is weighed only against a fact that has numbers, and a single one at that: with two
    ("was it 500 or 600?") the sentence with the right figure is the answer.
    """
    claimed = _claimed_of(fact, question)
    if len(claimed) != 1 or not fact.numbers:
        return None
    number = claimed[0]
    right = any(_agrees(number, q) for q in fact.numbers.values())
    if not right:
        meant = (q for q in fact.numbers.values() if _is_nearly(number, q))
        return Claim(number.text.strip(), False, next(meant, None))
    beside = _also_claimed(fact, question, number)
    return Claim((beside or number).text.strip(), beside is None)


def counts_other_things(fact: Fact, question: Question) -> bool:
    """Whether the person says of the fact's number that it counts something the fact does not count."""
    return any(
        number.counts is not None
        and number.counts not in (*fact.counts, *ANYONE)
        # "The third workshop" counts no workshops, "a twofold drop" no drops.
        and number.kind not in (Kind.ORDINAL, Kind.MULTIPLE)
        for number in _claimed_of(fact, question)
    )


def _also_claimed(fact: Fact, question: Question, number: ClaimedNumber) -> ClaimedNumber | None:
    """A second number said of the same thing ("tens of thousands means 50,000?") that the fact does not have."""
    others = (
        n
        for n in question.numbers
        if n is not number
        and n.is_claim
        and n.counts is None
        and n.value
        and n.value > _SMALL
        and n.kind in _NUMBER_KINDS
        and not n.is_year(fact.counts)
    )
    return next((n for n in others if not any(_agrees(n, q) for q in fact.numbers.values())), None)


def figures_claimed(facts: Iterable[Fact], question: Question) -> list[Fact]:
    """The figures whose very numbers the question names, in the order in which it names them."""
    counts = {float(f.figure.value): f for f in facts if f.figure and f.figure.is_count}
    named = [n.value for n in question.numbers if n.is_claim and n.kind is Kind.COUNT and n.value]
    return [counts[value] for value in dict.fromkeys(named) if value in counts]


def states_number_of(fact: Fact, question: Question) -> bool:
    """Whether the question names a number that is one of the fact's, however it is qualified; a share is none."""
    return any(
        number.value == quantity.value and number.kind is not Kind.PERCENT
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


def _is_less_than_stated(number: ClaimedNumber, quantity: Quantity) -> bool:
    """Whether "more than" a smaller number is said, which is true, if less than the fact sheet says."""
    known = quantity.qualifier is Qualifier.EXACT
    smaller = number.value is not None and number.value < quantity.value
    return known and quantity.is_count and smaller and number.qualifier == Qualifier.MORE_THAN.value


def _is_nearly(number: ClaimedNumber, quantity: Quantity) -> bool:
    """Whether a count has the fact's number, though not its exactness ("more than") or its kind ("-fold")."""
    stands_for_itself = quantity.qualifier not in _ORDERS_OF_MAGNITUDE
    return number.kind is Kind.COUNT and stands_for_itself and number.value == quantity.value


def _agrees(number: ClaimedNumber, quantity: Quantity) -> bool:
    """Whether claim and quantity say the same, exactness included."""
    if (number.kind is Kind.PERCENT) or (number.kind is Kind.MULTIPLE) != (
        quantity.style is Style.FOLD
    ):
        return False
    if quantity.qualifier in _ORDERS_OF_MAGNITUDE:
        return number.kind is Kind.MAGNITUDE and number.value == quantity.value
    if number.value != quantity.value:
        return _is_less_than_stated(number, quantity)
    if quantity.qualifier is Qualifier.EXACT:
        return number.qualifier in (None, "exact")
    return bool(number.qualifier == quantity.qualifier.value)
