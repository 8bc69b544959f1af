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


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "How far did the help reach, for those who do not know where is their son?",
            QuestionKind.HOW_MANY,
        ),
        ("When did you say how many there are?", QuestionKind.WHEN),
        ("How many of them per year, and when?", QuestionKind.SHARE),
        ("Of the missing, how many came back?", QuestionKind.SHARE),
        ("How many of the missing were registered?", QuestionKind.HOW_MANY),
    ],
)
def test_what_is_asked_first_counts_unless_a_detail_settles_it(
    text: str, kind: QuestionKind
) -> None:
    assert question_words("en").kind(parse(text)) is kind


def test_a_relative_which_names_nothing() -> None:
    words = question_words("en")
    assert words.named_noun(parse("were there teams which came to villages")) is None
    assert words.named_noun(parse("in which villages was it")) == "village"


@pytest.mark.parametrize(
    ("text", "missed"),
    [
        ("My husband has been missing since the war.", True),
        ("we wait for news. our two older sons never came back", True),
        ("How many missing persons were registered?", False),
        ("My brother likes your page. How many missing persons are there?", False),
        ("my question is about missing families", False),
        ("were families of the missing supported", False),
    ],
)
def test_a_missing_relative_is_recognised_in_plain_words(text: str, missed: bool) -> None:
    assert question_words("en").misses_someone(parse(text)) is missed


@pytest.mark.parametrize(
    ("text", "someone"),
    [
        ("what did he get", True),
        ("what did families like ours get", False),
        ("what did families get", False),
    ],
)
def test_people_like_the_one_who_writes_are_no_one_in_particular(text: str, someone: bool) -> None:
    assert question_words("en").of_someone(parse(text)) is someone


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Neçə nəfər itkin düşüb?", True),
        ("Сколько пропавших без вести?", True),
        ("how many people did Əli and his team visit", False),
        ("Did the café reopen?", False),
        ("", False),
        ("4000?", False),
    ],
)
def test_another_language_is_told_by_its_letters(text: str, other: bool) -> None:
    assert question_words("en").in_other_language(parse(text)) is other
