"""Compares figures that people name with those of the fact sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from bot.facts import Fact, FactSheet, Kind, Qualifier, Quantity, Style
from bot.facts.frame import ClaimedNumber

ORDERS_OF_MAGNITUDE = (Qualifier.THOUSANDS, Qualifier.TENS_OF_THOUSANDS)
_STATED = (Kind.COUNT, Kind.MULTIPLE, Kind.PERCENT, Kind.MAGNITUDE, Kind.ORDINAL)
# What a fact counts that says how often something was done: "so many times" is a count of it.
_OCCASION = "time"
# Bounds that people name.
_MORE, _FEWER = Qualifier.MORE_THAN.value, "less_than"


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


def numbers_said(
    fact: Fact, numbers: Iterable[ClaimedNumber], sheet: FactSheet
) -> list[ClaimedNumber]:
    """The numbers that a statement about a fact stands or falls with: all but a small one of what the sheet gives no number of."""
    stated = {quantity.value for quantity in fact.numbers.values()}
    return [
        _as_counted(fact, number)
        for number in numbers
        if number.kind in _STATED
        and number.value is not None
        and (not number.is_small or number.value in stated or _is_counted(number.counts, sheet))
    ]


def _is_counted(key: str, sheet: FactSheet) -> bool:
    fact = sheet.facts.get(key)
    return fact is not None and bool(fact.numbers or fact.counted_by)


def _as_counted(fact: Fact, number: ClaimedNumber) -> ClaimedNumber:
    """The number as the fact would give it: of what was done so many times, a count."""
    counts = _OCCASION in fact.counts and not any(
        quantity.style is Style.FOLD for quantity in fact.numbers.values()
    )
    return replace(number, kind=Kind.COUNT) if counts and number.kind is Kind.MULTIPLE else number


def has_number(fact: Fact, number: Number) -> bool:
    """Whether a number is one of the fact's, however it is qualified; a share is none."""
    return number.kind is not Kind.PERCENT and any(
        number.value == quantity.value for quantity in fact.numbers.values()
    )


def tells_year(fact: Fact) -> bool:
    """Whether one of a fact's numbers is a year."""
    return any(quantity.style is Style.YEAR for quantity in fact.numbers.values())


def agrees(number: Number, quantity: Quantity) -> bool:
    """Whether a number and a quantity say the same, exactness included."""
    if (number.kind is Kind.PERCENT) or (number.kind is Kind.MULTIPLE) != (
        quantity.style is Style.FOLD
    ):
        return False
    if quantity.qualifier in ORDERS_OF_MAGNITUDE:
        return number.kind is Kind.MAGNITUDE and number.value == quantity.value
    if number.value != quantity.value:
        return _is_true_bound(number, quantity)
    if quantity.qualifier is Qualifier.EXACT:
        return number.qualifier in (None, Qualifier.EXACT.value)
    return bool(number.qualifier == quantity.qualifier.value)


def _is_true_bound(number: Number, quantity: Quantity) -> bool:
    """Whether "more than" a smaller number or "fewer than" a greater one is said of one that the sheet gives exactly."""
    if number.value is None or not quantity.is_count or quantity.qualifier is not Qualifier.EXACT:
        return False
    smaller, greater = number.value < quantity.value, number.value > quantity.value
    return (number.qualifier == _MORE and smaller) or (number.qualifier == _FEWER and greater)


def is_nearly(number: Number, quantity: Quantity) -> bool:
    """Whether a count has the quantity's number, though not its exactness ("more than") or its kind ("-fold")."""
    stands_for_itself = quantity.qualifier not in ORDERS_OF_MAGNITUDE
    return number.kind is Kind.COUNT and stands_for_itself and number.value == quantity.value


def is_rounded(number: Number, quantity: Quantity) -> bool:
    """Whether "about" a number is said that is the quantity's exact one in two figures: "nearly 2,300" of 2,296."""
    exact = quantity.is_count and quantity.qualifier is Qualifier.EXACT
    about = number.qualifier == Qualifier.ABOUT.value and number.kind is Kind.COUNT
    figures = len(str(quantity.value))
    return exact and about and number.value == round(quantity.value, 2 - figures)


def may_be_of(number: Number, quantity: Quantity) -> bool:
    """Whether the sheet leaves open if a count is right: it gives an order of magnitude only, or no limit above."""
    if number.kind is not Kind.COUNT or number.value is None:
        return False
    if quantity.qualifier is Qualifier.MORE_THAN:
        return number.qualifier == _FEWER and number.value > quantity.value
    return quantity.qualifier in ORDERS_OF_MAGNITUDE and 1 <= number.value / quantity.value < 10
