"""The chart of people reached: only figures that count the same, on one linear scale."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.facts import Fact, Qualifier, Style, read_yaml
from bot.press.press import Press, ShownFact, show

UNITS_FILE = Path(__file__).with_name("chart.yml")
# Of the chart's width; the rest is for the arrow of a lower bound.
LONGEST_BAR = 96
_UNITS = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["people_reached", "something_else"],
    "additionalProperties": False,
    "properties": {"people_reached": _UNITS, "something_else": _UNITS},
}
_DRAWN = (Qualifier.EXACT, Qualifier.MORE_THAN, Qualifier.ABOUT)


@dataclass(frozen=True)
class Bar:
    """One bar.

    Attributes:
        fact: the figure.
        percent: the bar's length, as a share of the chart's width.
        more: whether the number is a lower bound.
    """

    fact: ShownFact
    percent: float
    more: bool


@dataclass(frozen=True)
class Chart:
    """A bar chart.

    Attributes:
        bars: the longest first.
        left_out: figures that count the same but are orders of magnitude, so that no bar is true.
    """

    bars: tuple[Bar, ...]
    left_out: tuple[ShownFact, ...]


@cache
def load_units(path: Path = UNITS_FILE) -> dict[str, tuple[str, ...]]:
    """The units that count people reached, and the others.

    Raises:
        YamlFileError: the file is broken.
    """
    return {name: tuple(units) for name, units in read_yaml(path, _SCHEMA).items()}


def chart_of_people(press: Press) -> Chart | None:
    """The chart; None where fewer than two figures may stand on one scale."""
    units = load_units()["people_reached"]
    facts = [
        (fact, fact.figure.value)
        for fact in press.sheet.figures()
        if fact.figure and fact.figure.unit in units and fact.figure.style is Style.DIGITS
    ]
    drawn = sorted(
        ((fact, value) for fact, value in facts if _qualifier(fact) in _DRAWN),
        key=lambda pair: -pair[1],
    )
    if len(drawn) < 2:
        return None
    longest = drawn[0][1]
    bars = tuple(
        Bar(
            fact=show(press, fact),
            percent=round(LONGEST_BAR * value / longest, 3),
            more=_qualifier(fact) is Qualifier.MORE_THAN,
        )
        for fact, value in drawn
    )
    left_out = tuple(show(press, fact) for fact, _ in facts if _qualifier(fact) not in _DRAWN)
    return Chart(bars, left_out)


def _qualifier(fact: Fact) -> Qualifier | None:
    return fact.figure.qualifier if fact.figure else None
