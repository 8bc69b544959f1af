from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.redaction import REMOVED, redact


@pytest.mark.parametrize(
    "detail",
    [
        "someone@example.org",
        "first.last+tag@mail.example.co.uk",
        "+994 50 555 01 99",
        "+994505550199",
        "050-555-01-99",
        "(050) 555 01 99",
        "050/555/01/99",
        "0505550199",
        "12345678",
        "AZE1234567",
        "AA 1234567",
        "C01234567",
        "12.05.1975",
        "12/05/1975",
        "2-5-2001",
        "1975-05-12",
    ],
)
def test_personal_details_are_removed(detail: str) -> None:
    assert redact(detail) == REMOVED
    assert redact(f"I am writing from {detail} today.") == f"I am writing from {REMOVED} today."


def test_every_detail_of_a_message_is_removed() -> None:
    text = "born 12.05.1975, call +994 50 555 01 99 or mail a@example.org"
    assert redact(text) == f"born {REMOVED}, call {REMOVED} or mail {REMOVED}"


def test_identity_numbers_in_small_letters_are_removed() -> None:
    assert redact("my passport is aze1234567") == f"my passport is {REMOVED}"


@given(digits=st.text(alphabet="0123456789", min_size=7, max_size=15))
def test_no_long_run_of_digits_is_kept(digits: str) -> None:
    assert redact(f"my number is {digits}") == f"my number is {REMOVED}"


@given(value=st.integers(min_value=0, max_value=10**7 - 1), separator=st.sampled_from(",. "))
def test_figures_with_separators_are_kept(value: int, separator: str) -> None:
    text = f"was it {value:,} people?".replace(",", separator)
    assert redact(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "How many missing persons were registered?",
        "was it 2,700 of 15,000?",
        "was it 600000 people",
        "COVID-19",
        "mortality fell 99-fold",
        "in 1999 or in 2004?",
        "from 1999 to 2004",
        "600+ and 700+",
        "the 19th workshop",
        "look at icrc.org",
    ],
)
def test_questions_with_figures_are_left_as_they_are(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize("years", ["1999-2004", "1999/2004", "1999–2004"])
def test_a_span_of_years_is_no_personal_detail(years: str) -> None:
    assert redact(f"how many visits in {years}?") == f"how many visits in {years}?"


def test_two_figures_side_by_side_are_no_personal_detail() -> None:
    assert redact("visits 1,234 5,678 followed up") == "visits 1,234 5,678 followed up"


def test_a_short_telephone_number_is_removed() -> None:
    assert redact("call 555-1234") == f"call {REMOVED}"
