"""Compares figures that people name with those of the fact sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from bot.facts import Fact, Kind, Qualifier, Quantity, Style
from bot.facts.frame import ClaimedNumber

# A count up to this says nothing by itself: "which one", "these two".
_SMALL = 3
_ORDERS_OF_MAGNITUDE = (Qualifier.THOUSANDS, Qualifier.TENS_OF_THOUSANDS)
_STATED = (Kind.COUNT, Kind.MULTIPLE, Kind.PERCENT, Kind.MAGNITUDE, Kind.ORDINAL)


class Number(Protocol):
    """A number that someone names."""

    @property
    def value(self) -> float | None:
        """What it amounts to."""

    @property
    def kind(self) -> Kind:
        """What it is used as."""

    @property
    def qualifier(self) -> str | None:
        """How exact it is said to be."""


@dataclass(frozen=True)
class Claim:
    """A claimed number, weighed against a fact.

    Attributes:
        number: as the person typed it.
        right: whether the fact sheet says the same, exactness included.
        meant: where only exactness or kind differ, the fact's quantity with that number.
    """

    number: ClaimedNumber
    right: bool
    meant: Quantity | None = None


def weigh(fact: Fact, numbers: Iterable[ClaimedNumber]) -> Claim | None:
    """What the first number that may be meant of a fact amounts to; None where none is, or the fact has none."""
    claimed = claimed_of(fact, numbers)
    if not claimed or not fact.numbers:
        return None
    for number in claimed:
        if any(agrees(number, quantity) for quantity in fact.numbers.values()):
            return Claim(number, right=True)
    meant = (q for n in claimed for q in fact.numbers.values() if is_nearly(n, q))
    nearly = next(meant, None)
    number = next((n for n in claimed if nearly and is_nearly(n, nearly)), claimed[0])
    return Claim(number, right=False, meant=nearly)


def claimed_of(fact: Fact, numbers: Iterable[ClaimedNumber]) -> list[ClaimedNumber]:
    """The numbers that may be meant of a fact: a year only of one that tells a year."""
    tells_year = any(quantity.style is Style.YEAR for quantity in fact.numbers.values())
    stated = {quantity.value for quantity in fact.numbers.values()}
    return [
        number
        for number in numbers
        if number.kind in _STATED
        and number.value is not None
        and (number.is_year == tells_year or number.value in stated)
        and (number.value > _SMALL or number.value in stated)
    ]


def has_number(fact: Fact, number: Number) -> bool:
    """Whether a number is one of the fact's, however it is qualified; a share is none."""
    return number.kind is not Kind.PERCENT and any(
        number.value == quantity.value for quantity in fact.numbers.values()
    )


def agrees(number: Number, quantity: Quantity) -> bool:
    """Whether a number and a quantity say the same, exactness included."""
    if (number.kind is Kind.PERCENT) or (number.kind is Kind.MULTIPLE) != (
        quantity.style is Style.FOLD
    ):
        return False
    if quantity.qualifier in _ORDERS_OF_MAGNITUDE:
        return number.kind is Kind.MAGNITUDE and number.value == quantity.value
    if number.value != quantity.value:
        return _is_less_than_stated(number, quantity)
    if quantity.qualifier is Qualifier.EXACT:
        return number.qualifier in (None, Qualifier.EXACT.value)
    return bool(number.qualifier == quantity.qualifier.value)


def _is_less_than_stated(number: Number, quantity: Quantity) -> bool:
    """Whether "more than" a smaller number is said, which is true, if less than the fact sheet says."""
    known = quantity.qualifier is Qualifier.EXACT
    smaller = number.value is not None and number.value < quantity.value
    return known and quantity.is_count and smaller and number.qualifier == Qualifier.MORE_THAN.value


def is_nearly(number: Number, quantity: Quantity) -> bool:
    """Whether a count has the quantity's number, though not its exactness ("more than") or its kind ("-fold")."""
    stands_for_itself = quantity.qualifier not in _ORDERS_OF_MAGNITUDE
    return number.kind is Kind.COUNT and stands_for_itself and number.value == quantity.value
