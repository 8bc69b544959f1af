"""How a number that people name stands to the fact sheet's, in the chat and in a text that is checked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answers.claims import agrees, has_number, is_nearly, numbers_said
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
        assert not agrees(bare, fact.figure)


def test_small_numbers_that_count_nothing_claim_nothing(
    sheet: FactSheet, english: Language
) -> None:
    visits = sheet.facts["detention_visits"]
    for text in ("two", "1", "three"):
        assert numbers_said(visits, [number(text, english)], sheet) == []
        counting = replace(number(text, english), counts="detention_visits")
        assert numbers_said(visits, [counting], sheet) == [counting]
    assert numbers_said(visits, [number("2015", english)], sheet)


def test_so_many_times_is_a_count_of_what_was_done_so_often(
    sheet: FactSheet, english: Language
) -> None:
    visits, mortality = sheet.facts["detention_visits"], sheet.facts["tb_mortality"]
    assert visits.figure is not None
    assert mortality.figure is not None
    (often,) = numbers_said(visits, [number(f"{visits.figure.value:,} times", english)], sheet)
    assert agrees(often, visits.figure)
    (fold,) = numbers_said(mortality, [number(f"{mortality.figure.value} times", english)], sheet)
    assert agrees(fold, mortality.figure)


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
