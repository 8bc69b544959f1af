from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.normalise import normalise


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("  Was\tit\u00a0so? ", "was it so?"),
        ("it’s the ICRC‘s", "it's the icrc's"),
        ("ﬁrst aid", "first aid"),
        ("COVID-19", "covid-19"),
        ("the 19th workshop", "the 19th workshop"),
        ("thousands of families", "thousands of families"),
        ("", ""),
    ],
)
def test_texts_are_brought_into_one_form(text: str, normalised: str) -> None:
    assert normalise(text) == normalised


@given(one=st.integers(2, 10**6), other=st.integers(2, 10**6))
def test_any_count_stands_for_all_counts(one: int, other: int) -> None:
    assert normalise(f"Was it {one:,} visits?") == normalise(f"was it {other} visits?")


@pytest.mark.parametrize(
    ("one", "other"),
    [("fell 9-fold", "fell 70 times"), ("9% of them", "seventy percent of them")],
)
def test_numbers_of_one_kind_stand_for_each_other(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


def test_numbers_of_different_kinds_stay_different() -> None:
    forms = {normalise(f"it was {number}") for number in ("9", "9%", "9-fold", "9th")}
    assert len(forms) == 4
