from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.facts import FactSheet, Language
from bot.facts.frame import UNCOUNTED, Frame
from bot.nlu.lexicon import lexicon
from bot.nlu.numbers import claimed_numbers, with_counted
from bot.nlu.sense import Sense


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("is 17 the number of workshops", [17]),
        ("is 900 it", [900]),
        ("so it was 2,345 visits", [2345]),
        ("between 20 and 30", [20, 30]),
        ("during COVID-19", []),
        ("the G20", []),
        ("- 40 schools", [40]),
        ("40", [40]),
    ],
)
def test_numbers_but_not_those_of_names(text: str, values: list[float], english: Language) -> None:
    assert [number.value for number in claimed_numbers(text, english)] == values


class Counted:
    """Reads "how many ..." as the first of these whose word it holds."""

    def __init__(self, **subjects: str) -> None:
        self._subjects = subjects
        self.read: list[str] = []

    def read_each(self, texts: Mapping[tuple[int, int], str]) -> dict[tuple[int, int], Sense]:
        self.read += texts.values()
        return {key: self._sense(text) for key, text in texts.items()}

    def _sense(self, text: str) -> Sense:
        subject = next((s for word, s in self._subjects.items() if word in text), "follow_up_count")
        return Sense({"subject": ((subject, 0.9),)})


def counts(text: str, fact: str | None, sheet: FactSheet, english: Language) -> list[str]:
    reader = Counted(visits="ask_detention/detention_visits", goats="out_of_scope/uncounted")
    frame = Frame(text, "ask_detention", fact=fact, numbers=claimed_numbers(text, english))
    (found,) = with_counted([frame], reader, lexicon("en"), sheet)  # type: ignore[arg-type]
    return [number.counts for number in found.numbers]


def test_what_stands_behind_a_number_is_counted(sheet: FactSheet, english: Language) -> None:
    said = "50 visits, 60 goats and 70, of those 80"
    assert counts(said, None, sheet, english) == ["detention_visits", UNCOUNTED, "", ""]


def test_a_facts_own_unit_is_what_it_counts(sheet: FactSheet, english: Language) -> None:
    for said in ("50 detainees, goats too", "3 detainees"):
        assert counts(said, "detention_followed_up", sheet, english) == ["detention_followed_up"]


def test_decades_are_years_where_years_are_told(sheet: FactSheet, english: Language) -> None:
    words = lexicon("en")
    frame = Frame("five decades", "ask_overview", fact="presence")
    frame = replace(frame, numbers=claimed_numbers(frame.text, english))
    (found,) = with_counted([frame], Counted(), words, sheet)  # type: ignore[arg-type]
    assert found.numbers[0].value == 50
