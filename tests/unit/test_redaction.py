from __future__ import annotations

import sys
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.incoming import clean
from bot.channels.redaction import REMOVED, redact
from bot.facts import language, load_fact_sheet


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
        "12.05.70",
        "1980.02.01",
        "AZ21NABZ00000000137010001944",
        "AZ21 NABZ 0000 0000 1370 1000 1944",
        "5ABC123",
        "AN0123456",
        "45 08 123456",
        "4111 1111 1111 1111",
        "name at mail dot az",
        "name [at] mail [dot] az",
        "name(at)mail.az",
        "50 555 01 99",
        "501 234 567",
        "050.555.01.99",
        "050_555_01_99",
        "050\u2013555\u201301\u201399",
        "050\u00b7555\u00b701\u00b799",
        "(050) 555   01   99",
        "00994505550199",
        "+7 (912) 345-67-89",
        "0 5 0 5 5 5 0 1 9 9",
        "\u0660\u0665\u0660\u0665\u0665\u0665\u0660\u0661\u0669\u0669",
        "492 12 34",
    ],
)
def test_personal_details_are_removed(detail: str) -> None:
    assert redact(detail) == REMOVED
    assert redact(f"I am writing from {detail} today.") == f"I am writing from {REMOVED} today."


def test_every_detail_of_a_message_is_removed() -> None:
    text = "born 12.05.1975, call +994 50 555 01 99 or mail a@example.org"
    assert redact(text) == f"born {REMOVED}, call {REMOVED} or mail {REMOVED}"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("my id is 5abc123", "my id is [removed]"),
        ("FIN: 1a2b3c4", "FIN: [removed]"),
        ("passport no 12345", "passport no [removed]"),
        ("tel: 49212", "tel: [removed]"),
        ("please call me on 4921234 today", "please call me on [removed] today"),
        ("паспорт 4508 123456", "паспорт [removed]"),
        ("vəsiqə nömrəm 12345", "vəsiqə nömrəm [removed]"),
        ("born 1 February 1980", "born [removed]"),
        ("he was born on the 12th of May, 1970 in Ganja", "he was born on [removed] in Ganja"),
        ("date of birth: 3 march 75", "date of birth: [removed]"),
        ("DOB May 12, 1970", "DOB [removed]"),
        ("birthday 5 12 80", "birthday [removed]"),
        ("родился 1 февраля 1980", "родился [removed]"),
        ("1 fevral 1980 doğum tarixi", "[removed] doğum tarixi"),
    ],
)
def test_a_word_before_it_tells_that_a_number_is_a_person_s(text: str, left: str) -> None:
    assert redact(text) == left


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
        "were 1000000 people reached",
        "was it 2500000 or 3000000?",
        "was it 1 000 000?",
        "600-1000 people",
        "100k, 15k and 105x",
        "COVID19 and H1N1",
        "ISO9001",
        "what happened on 1 February 1994?",
        "was anyone born there",
        "call me when you know whether it is true",
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


ROW_OF_PAIRS = ("12 " * 34)[:100]
PARTS = st.sampled_from(
    [*"0123456789", *" .,-/+()'_:;@#·–", "12 ", "00", "(0", "+994 ", "٣", "½", "a"]
)


@given(text=st.lists(PARTS, max_size=120).map("".join))
@example(text=ROW_OF_PAIRS)
@example(text="12-" * 40)
@example(text="7 " * 41)
def test_no_row_of_digits_and_signs_is_too_much(text: str) -> None:
    assert REMOVED not in text
    for cleaned in (clean(text), redact(text)):
        # What is left is of the text: nothing but the mark is put into it.
        assert set(cleaned.replace(REMOVED, "")) <= {*text, " "}


@pytest.mark.parametrize("parts", ["12 ", "12-", "1 ", "123 ", "0", "+12 (34) ", "12.12.12 "])
def test_a_row_of_any_grouping_and_length_is_answered(parts: str) -> None:
    for times in range(1, 60):
        for before in ("", "my number is ", "call 1, "):
            assert isinstance(clean(before + parts * times), str)


QUANTITIES = [q for fact in load_fact_sheet().facts.values() for q in fact.numbers.values()]
SEPARATORS = (",", ".", " ", "'", "\u2019", "\u00a0", "\u202f", "")
QUESTIONS = (
    "were {} people reached",
    "figures: {} {} {}?",
    "{}, {} and {}",
    "is it {} {}?",
    "{} or {}, or rather {}+",
    "{}/{}",
    "from {} to {}",
    "over {} visits, {} families",
)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("separator", SEPARATORS)
def test_no_figure_of_the_sheet_is_taken_for_a_person_s_number(
    question: str, separator: str
) -> None:
    values = sorted({quantity.value for quantity in QUANTITIES})
    written = [f"{value:,}".replace(",", separator) for value in values]
    for one, other in product(range(len(written)), repeat=2):
        third = written[(one + other) % len(written)]
        text = question.format(*(written[one], written[other], third)[: question.count("{}")])
        assert redact(text) == text


def test_no_rendering_of_a_figure_is_taken_for_a_person_s_number() -> None:
    renderings = sorted({one for q in QUANTITIES for one in q.renderings(language("en"))})
    for one, other in product(renderings, repeat=2):
        text = f"is it {one} {other}"
        assert redact(text) == text


@pytest.mark.parametrize(
    "row",
    [
        *(
            "1 ",
            "a1",
            "born ",
            "1-",
            "id ",
            "((",
            "a@",
            "a.a",
            "born 1 ",
            "1.1.",
            "at dot ",
            "AB12 ",
        ),
        *("1(", "+1 ", "0.", "a at b ", "12 may ", "AZ21 ", "x" * 79 + " ", "1_", "[at]"),
        *("12 ", "12-", "123 ", "12 12 12 12 12;"),
    ],
)
def test_the_work_grows_with_the_text_and_no_faster(row: str) -> None:
    def calls(characters: int) -> int:
        count = 0

        def note(*_: object) -> None:
            nonlocal count
            count += 1

        text = (row * characters)[:characters]
        sys.setprofile(note)
        try:
            redact(text)
        finally:
            sys.setprofile(None)
        return count

    assert calls(4000) <= 5 * calls(1000) + 1000
