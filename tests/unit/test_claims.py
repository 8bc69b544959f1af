"""How a number that people name stands to the fact sheet's, in the chat and in a text that is checked."""

from __future__ import annotations

import pytest

from bot.answers.claims import agrees, claimed_of, has_number, is_nearly, weigh
from bot.facts import FactSheet, Language, Qualifier, find_numbers
from bot.facts.frame import ClaimedNumber
from bot.press.check.claims import StatedNumber, Statement, counts_other_things, weigh_claim


def number(text: str, english: Language) -> ClaimedNumber:
    (found,) = find_numbers(text, english)
    return ClaimedNumber(found.text.strip(), found.value, found.kind, found.qualifier)


def test_a_figure_agrees_with_itself_in_every_writing(
    figure_key: str, sheet: FactSheet, english: Language
) -> None:
    quantity = sheet.facts[figure_key].figure
    assert quantity is not None
    for text in quantity.renderings(english):
        assert agrees(number(text, english), quantity), text


@pytest.mark.parametrize("text", ["7", "12 percent", "3-fold", "more than 999,999"])
def test_another_number_does_not(
    text: str, figure_key: str, sheet: FactSheet, english: Language
) -> None:
    fact = sheet.facts[figure_key]
    assert fact.figure is not None
    assert not agrees(number(text, english), fact.figure)
    assert not has_number(fact, number(text, english))


def test_more_than_less_is_true_of_an_exact_count(sheet: FactSheet, english: Language) -> None:
    for fact in sheet.figures():
        assert fact.figure is not None
        exact = fact.figure.qualifier is Qualifier.EXACT and fact.figure.is_count
        assert agrees(number("more than 4", english), fact.figure) is exact, fact.key


def test_a_number_without_its_qualifier_is_nearly_right(
    figure_key: str, sheet: FactSheet, english: Language
) -> None:
    fact = sheet.facts[figure_key]
    assert fact.figure is not None
    if fact.figure.qualifier is Qualifier.MORE_THAN:
        bare = number(f"{fact.figure.value:,}", english)
        assert is_nearly(bare, fact.figure)
        claim = weigh(fact, [bare])
        assert claim is not None
        assert (claim.right, claim.meant) == (False, fact.figure)


def test_years_and_small_numbers_claim_nothing(sheet: FactSheet, english: Language) -> None:
    visits = sheet.facts["detention_visits"]
    for text in ("2015", "two", "1"):
        assert claimed_of(visits, [number(text, english)]) == []
    since = sheet.facts["red_crescent_since"]
    assert claimed_of(since, [number("1999", english)])


def test_of_two_numbers_the_right_one_counts(sheet: FactSheet, english: Language) -> None:
    fact = sheet.facts["detention_visits"]
    assert fact.figure is not None
    right = number(f"{fact.figure.value:,}", english)
    claim = weigh(fact, [number("500", english), right])
    assert claim is not None
    assert (claim.right, claim.number) == (True, right)


def test_nothing_is_weighed_where_there_is_no_number(sheet: FactSheet) -> None:
    assert weigh(sheet.facts["detention_visits"], []) is None


# --- in a text that is checked -------------------------------------------------------------------


def stated(text: str, english: Language, counts: str | None) -> Statement:
    (found,) = find_numbers(text, english)
    one = StatedNumber(found.text.strip(), found.value, found.kind, found.qualifier, counts)
    return Statement(text, (one,))


def test_a_statement_is_weighed_by_its_number(
    figure_key: str, sheet: FactSheet, english: Language
) -> None:
    fact = sheet.facts[figure_key]
    assert fact.figure is not None
    claim = weigh_claim(fact, stated(fact.figure.in_sentence(english), english, None))
    assert claim is not None
    assert claim.right


def test_a_number_of_something_else_is_known_by_its_noun(
    sheet: FactSheet, english: Language
) -> None:
    fact = sheet.facts["detention_visits"]
    assert fact.figure is not None
    text = f"{fact.figure.value:,} schools"
    assert counts_other_things(fact, stated(text, english, "school"))
    assert not counts_other_things(fact, stated(text, english, "visit"))
