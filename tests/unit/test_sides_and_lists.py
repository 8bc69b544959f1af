from __future__ import annotations

import pytest

from bot.nlu.question_words import question_words
from bot.nlu.sides_and_lists import compared_sides, listed_items, without_corrected
from bot.nlu.tokenizer import parse

WORDS = question_words("en")


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("more visits or more detainees?", ["more visits", "more detainees"]),
        (
            "TB patients vs followed detainees: which is bigger?",
            ["TB patients", "followed detainees"],
        ),
        (
            "are there fewer families, or fewer patients",
            ["are there fewer families", "fewer patients"],
        ),
        ("Is the first larger than the second?", ["Is the first larger", "the second"]),
    ],
)
def test_a_comparison_has_two_sides(text: str, sides: list[str]) -> None:
    assert compared_sides(parse(text), WORDS) == sides


@pytest.mark.parametrize(
    "text", ["", "visits", "visits and detainees", "Did you repair schools or clinics?"]
)
def test_what_compares_nothing_has_none(text: str) -> None:
    assert compared_sides(parse(text), WORDS) == []


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (
            "how many visits, families and patients?",
            ["how many visits", "how many families", "how many patients"],
        ),
        ("visits, families: how many", ["how many visits", "how many families"]),
        ("(1) prison visits (2) soldiers trained", ["prison visits", "soldiers trained"]),
        (
            "I need the number of visits and the number of families",
            ["number of visits", "the number of families"],
        ),
    ],
)
def test_listed_things_become_questions(text: str, items: list[str]) -> None:
    assert listed_items(parse(text), WORDS) == items


@pytest.mark.parametrize(
    "text", ["", "how many visits?", "mines and survivors", "water and infrastructure"]
)
def test_what_lists_nothing_has_no_items(text: str) -> None:
    assert listed_items(parse(text), WORDS) == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("no, I meant the people you followed", "the people you followed"),
        ("no, not the visits, the people you followed", "the people you followed"),
        ("how many visits were made", "how many visits were made"),
        ("not now", "not now"),
        (
            "My brother is missing and nobody writes to us. I wanted to know how many there are.",
            "My brother is missing and nobody writes to us. I wanted to know how many there are.",
        ),
    ],
)
def test_of_a_correction_what_is_meant_is_left(text: str, meant: str) -> None:
    assert without_corrected(parse(text), WORDS) == meant
