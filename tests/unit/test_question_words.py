from __future__ import annotations

import pytest

from bot.facts import FactSheet, QuestionKind, YamlFileError
from bot.nlu.question_words import question_words, singular
from bot.nlu.tokenizer import parse


@pytest.fixture(scope="module")
def counted(sheet: FactSheet) -> frozenset[str]:
    return frozenset(noun for fact in sheet.facts.values() for noun in fact.counts)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("How many detention visits were made?", QuestionKind.HOW_MANY),
        ("number of prisoners treated", QuestionKind.HOW_MANY),
        ("how manny prisners", QuestionKind.HOW_MANY),
        ("By how much did mortality fall?", QuestionKind.HOW_MANY),
        ("How much money went into that?", QuestionKind.HOW_MUCH_MONEY),
        ("What was the budget?", QuestionKind.HOW_MUCH_MONEY),
        ("How long were you there?", QuestionKind.HOW_LONG),
        ("For how many years did you work there?", QuestionKind.HOW_LONG),
        ("When was the workshop held?", QuestionKind.WHEN),
        ("Since when do you work with the Red Crescent?", QuestionKind.WHEN),
        ("What year did it start?", QuestionKind.WHEN),
        ("Where were schools repaired?", QuestionKind.WHERE),
        ("In which part of the country was that?", QuestionKind.WHERE),
        ("Why did mortality fall?", QuestionKind.WHY),
        ("What percentage of detainees was screened?", QuestionKind.SHARE),
        ("How many women were trained?", QuestionKind.SHARE),
        ("How many visits per year?", QuestionKind.SHARE),
        ("Which universities took part?", QuestionKind.WHICH),
        ("Who will take over?", QuestionKind.FUTURE),
        ("What happens next?", QuestionKind.FUTURE),
        ("Tell me about detention", QuestionKind.OPEN),
        ("Were schools repaired?", QuestionKind.OPEN),
        ("", QuestionKind.OPEN),
    ],
)
def test_question_words_tell_what_is_asked(text: str, kind: QuestionKind) -> None:
    assert question_words("en").kind(parse(text)) is kind


@pytest.mark.parametrize("text", ["WHEN WAS THE WORKSHOP?", "when was the workshop"])
def test_case_and_question_mark_do_not_matter(text: str) -> None:
    assert question_words("en").kind(parse(text)) is QuestionKind.WHEN


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("How many detention visits were made?", "visit"),
        ("How many missing persons were registered?", "person"),
        ("How many people were reached?", "person"),
        ("How many families of the missing were supported?", "family"),
        ("the number of households supported", "family"),
        ("How many inmates were screened?", "detainee"),
        ("how many prisners were treated", "detainee"),
        ("How many soldiers were trained?", "serviceman"),
        ("How many kids got support?", "child"),
        ("How many people deprived of liberty were followed up?", "person"),
        ("How many students and legal professionals were engaged?", "student"),
        ("How many solar panels were installed?", "panel"),
        ("How many hospitals?", "hospital"),
        ("What was done?", None),
        ("How many?", None),
        ("How many were trained?", None),
    ],
)
def test_the_counted_noun_is_found_in_the_singular_under_its_common_name(
    text: str, noun: str | None, counted: frozenset[str]
) -> None:
    assert question_words("en").counted_noun(parse(text), counted) == noun


def test_every_noun_the_sheet_counts_is_its_own_common_name(counted: frozenset[str]) -> None:
    words = question_words("en")
    for noun in counted:
        assert words.counted_noun(parse(f"how many {noun}"), counted) == noun


@pytest.mark.parametrize(
    ("plural", "noun"),
    [
        ("visits", "visit"),
        ("families", "family"),
        ("churches", "church"),
        ("boxes", "box"),
        ("classes", "class"),
        ("illness", "illness"),
        ("virus", "virus"),
        ("crisis", "crisis"),
        ("bus", "bus"),
        ("ties", "tie"),
        ("visit", "visit"),
    ],
)
def test_regular_plurals_are_brought_into_the_singular(plural: str, noun: str) -> None:
    assert singular(plural) == noun


def test_a_language_without_question_words_is_refused() -> None:
    with pytest.raises(YamlFileError, match=r"question_words\.yml: no language 'xx'\. Add a block"):
        question_words("xx")
