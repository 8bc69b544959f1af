from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts import Language, Qualifier, Quantity, Style, find_numbers, language


def quantity(
    value: int, qualifier: Qualifier = Qualifier.EXACT, style: Style = Style.DIGITS
) -> Quantity:
    return Quantity(value=value, qualifier=qualifier, style=style, unit="visit")


@pytest.mark.parametrize(
    ("qualifier", "sentence", "compact"),
    [
        (Qualifier.EXACT, "6,543", "6,543"),
        (Qualifier.MORE_THAN, "more than 6,543", "6,543+"),
        (Qualifier.ABOUT, "about 6,543", "about 6,543"),
        (Qualifier.THOUSANDS, "thousands", "thousands"),
        (Qualifier.TENS_OF_THOUSANDS, "tens of thousands", "tens of thousands"),
    ],
)
def test_qualifier_is_written_with_the_number(
    qualifier: Qualifier, sentence: str, compact: str, english: Language
) -> None:
    written = quantity(6543, qualifier)
    assert written.in_sentence(english) == sentence
    assert written.compact(english) == compact


@pytest.mark.parametrize(
    ("style", "value", "written"),
    [
        (Style.DIGITS, 999, "999"),
        (Style.DIGITS, 1_234_567, "1,234,567"),
        (Style.YEAR, 1999, "1999"),
        (Style.FOLD, 1200, "1,200-fold"),
        (Style.WORDS, 3, "three"),
        (Style.WORDS, 40, "forty"),
        (Style.ORDINAL, 1, "1st"),
        (Style.ORDINAL, 2, "2nd"),
        (Style.ORDINAL, 3, "3rd"),
        (Style.ORDINAL, 4, "4th"),
        (Style.ORDINAL, 11, "11th"),
        (Style.ORDINAL, 12, "12th"),
        (Style.ORDINAL, 13, "13th"),
        (Style.ORDINAL, 21, "21st"),
        (Style.ORDINAL, 111, "111th"),
        (Style.ORDINAL, 122, "122nd"),
    ],
)
def test_style_decides_how_the_number_is_written(
    style: Style, value: int, written: str, english: Language
) -> None:
    assert quantity(value, style=style).in_sentence(english) == written


def test_wording_of_the_source_is_kept_in_sentences(english: Language) -> None:
    period = Quantity(40, Qualifier.MORE_THAN, Style.DIGITS, "year", (("en", "over 40"),))
    assert period.in_sentence(english) == "over 40"
    assert period.compact(english) == "40+"


def test_wording_of_another_language_is_not_used(english: Language) -> None:
    period = Quantity(40, Qualifier.MORE_THAN, Style.DIGITS, "year", (("fr", "plus de 40"),))
    assert period.in_sentence(english) == "more than 40"


def test_renderings_are_exactly_the_forms_that_mean_the_same(english: Language) -> None:
    assert quantity(600).renderings(english) == {"600", "exactly 600"}
    assert quantity(600, Qualifier.MORE_THAN).renderings(english) == {
        "more than 600",
        "over 600",
        "600+",
    }
    assert quantity(600, Qualifier.THOUSANDS).renderings(english) == {"thousands"}


@given(
    value=st.integers(min_value=0, max_value=10**7),
    qualifier=st.sampled_from((Qualifier.EXACT, Qualifier.MORE_THAN, Qualifier.ABOUT)),
    style=st.sampled_from((Style.DIGITS, Style.ORDINAL, Style.FOLD)),
)
def test_every_rendering_is_read_back_as_one_number_of_that_value(
    value: int, qualifier: Qualifier, style: Style
) -> None:
    english = language("en")
    for rendering in quantity(value, qualifier, style).renderings(english):
        mentions = find_numbers(f"it was {rendering} then", english)
        assert [(m.text, m.value) for m in mentions] == [(rendering, value)]


@given(value=st.integers(min_value=0, max_value=10**7))
def test_sentence_and_table_forms_are_among_the_renderings(value: int) -> None:
    english = language("en")
    for qualifier in Qualifier:
        written = quantity(value, qualifier)
        assert written.in_sentence(english) in written.renderings(english)
        assert written.compact(english) in written.renderings(english)
