"""The chart of people reached: only figures that count the same, on one linear scale."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.facts import Fact, Qualifier, Style, read_yaml
from bot.press.press import Press, ShownFact, show

UNITS_FILE = Path(__file__).with_name("chart.yml")
# Of the chart's width; the rest is for the number behind the longest bar.
LONGEST_BAR = 70
# A label is broken so as to fit a screen of 320 pixels.
_LABEL_CHARACTERS = 32
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
        label: its label, broken into lines.
        percent: the bar's length, as a share of the chart's width.
        top: where it begins, in heights of a line of text.
        more: whether the number is a lower bound.
    """

    fact: ShownFact
    label: tuple[str, ...]
    percent: float
    top: float
    more: bool


@dataclass(frozen=True)
class Chart:
    """A bar chart.

    Attributes:
        bars: the longest first.
        height: in heights of a line of text.
        left_out: figures that count the same but are orders of magnitude, so that no bar is true.
    """

    bars: tuple[Bar, ...]
    height: float
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
    bars: list[Bar] = []
    top = 0.0
    for fact, value in drawn:
        shown = show(press, fact)
        label = tuple(textwrap.wrap(shown.label, _LABEL_CHARACTERS))
        percent = round(LONGEST_BAR * value / drawn[0][1], 3)
        bars.append(Bar(shown, label, percent, top, _qualifier(fact) is Qualifier.MORE_THAN))
        top += _row_height(len(label))
    left_out = tuple(show(press, fact) for fact, _ in facts if _qualifier(fact) not in _DRAWN)
    return Chart(tuple(bars), round(top, 2), left_out)


def _row_height(lines: int) -> float:
    return lines * 1.3 + 2.1


def _qualifier(fact: Fact) -> Qualifier | None:
    return fact.figure.qualifier if fact.figure else None
