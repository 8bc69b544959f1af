from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.answers.claims import counts_other_things, states_number_of, weigh_claim
from bot.facts import FactSheet, Language
from bot.facts.frame import Frame

Ask = Callable[..., Frame]


def is_right(sheet: FactSheet, ask: Ask, key: str, number: str) -> bool:
    claim = weigh_claim(sheet.facts[key], ask(f"was it {number}?"))
    assert claim is not None
    assert claim.quoted == number
    return claim.right


def test_every_quantity_agrees_with_itself(
    fact_key: str, sheet: FactSheet, ask: Ask, english: Language
) -> None:
    for quantity in sheet.facts[fact_key].numbers.values():
        for rendering in (quantity.in_sentence(english), quantity.compact(english)):
            assert is_right(sheet, ask, fact_key, rendering)


@pytest.mark.parametrize("form", ["{:,}", "{}", "exactly {:,}"])
def test_an_exact_figure_is_right_however_it_is_separated(
    form: str, sheet: FactSheet, ask: Ask
) -> None:
    fact = sheet.facts["detention_followed_up"]
    assert fact.figure is not None
    assert is_right(sheet, ask, fact.key, form.format(fact.figure.value))


@pytest.mark.parametrize(
    "form", ["more than {:,}", "about {:,}", "{:,}+", "fewer than {:,}", "{:,}%"]
)
def test_an_exact_figure_is_wrong_with_a_qualifier(form: str, sheet: FactSheet, ask: Ask) -> None:
    fact = sheet.facts["detention_followed_up"]
    assert fact.figure is not None
    assert not is_right(sheet, ask, fact.key, form.format(fact.figure.value))


@pytest.mark.parametrize("form", ["at least {:,}", "over {}", "{}+", "{:,} or more"])
def test_a_lower_bound_is_right_in_any_words_that_say_so(
    form: str, sheet: FactSheet, ask: Ask
) -> None:
    fact = sheet.facts["missing_families_supported"]
    assert fact.figure is not None
    assert is_right(sheet, ask, fact.key, form.format(fact.figure.value))


@pytest.mark.parametrize("form", ["{:,}", "about {:,}", "exactly {:,}", "fewer than {:,}"])
def test_a_lower_bound_is_wrong_without_its_qualifier(
    form: str, sheet: FactSheet, ask: Ask
) -> None:
    fact = sheet.facts["missing_families_supported"]
    assert fact.figure is not None
    assert not is_right(sheet, ask, fact.key, form.format(fact.figure.value))


def test_an_order_of_magnitude_is_no_number(sheet: FactSheet, ask: Ask) -> None:
    assert is_right(sheet, ask, "ihl_servicemen_trained", "tens of thousands")
    assert not is_right(sheet, ask, "ihl_servicemen_trained", "thousands")
    assert not is_right(sheet, ask, "ihl_servicemen_trained", "10,000")


def test_a_multiple_is_right_only_as_a_multiple(sheet: FactSheet, ask: Ask) -> None:
    figure = sheet.facts["tb_mortality"].figure
    assert figure is not None
    assert is_right(sheet, ask, "tb_mortality", f"{figure.value} times")
    assert not is_right(sheet, ask, "tb_mortality", f"{figure.value}%")
    assert not is_right(sheet, ask, "tb_mortality", f"{figure.value + 1}-fold")


def test_a_year_is_weighed_against_a_year(sheet: FactSheet, ask: Ask) -> None:
    start = sheet.facts["red_crescent_since"].numbers["start"].value
    assert is_right(sheet, ask, "red_crescent_since", str(start))
    assert not is_right(sheet, ask, "red_crescent_since", str(start + 1))


@pytest.mark.parametrize("words", ["exactly", "about"])
def test_a_year_with_a_word_before_it_is_weighed_against_a_year(
    words: str, sheet: FactSheet, ask: Ask
) -> None:
    start = sheet.facts["red_crescent_since"].numbers["start"].value
    claim = weigh_claim(sheet.facts["red_crescent_since"], ask(f"was it {words} {start}?"))
    assert claim is not None
    assert claim.right == (words == "exactly")


def test_a_year_with_a_word_before_it_is_no_claim_about_a_figure(
    sheet: FactSheet, ask: Ask
) -> None:
    asked = ask("How many detention visits were there around 1995?")
    assert weigh_claim(sheet.facts["detention_visits"], asked) is None


def test_a_figure_that_looks_like_a_year_is_weighed_as_a_claim(sheet: FactSheet, ask: Ask) -> None:
    asked = ask("Were 2000 prisoners treated for TB?")
    counting = replace(asked, numbers=(replace(asked.numbers[0], counts="detainee"),))
    assert weigh_claim(sheet.facts["tb_treated"], asked) is None
    claim = weigh_claim(sheet.facts["tb_treated"], counting)
    assert claim is not None
    assert not claim.right


def test_number_words_are_weighed_like_digits(sheet: FactSheet, ask: Ask) -> None:
    assert is_right(sheet, ask, "missing_registered", "four thousand")
    assert not is_right(sheet, ask, "missing_registered", "five thousand")


def test_a_true_claim_in_words_that_ends_in_one_is_right(sheet: FactSheet, ask: Ask) -> None:
    words = "two thousand two hundred and sixty-one"
    assert is_right(sheet, ask, "detention_followed_up", words)


@pytest.mark.parametrize("text", ["how many visits?", "was it 500 or 600?", "was it XVII?"])
def test_there_is_nothing_to_weigh_without_a_single_readable_number(
    text: str, sheet: FactSheet, ask: Ask
) -> None:
    assert weigh_claim(sheet.facts["detention_visits"], ask(text)) is None


def test_there_is_nothing_to_weigh_against_a_fact_without_numbers(
    sheet: FactSheet, ask: Ask
) -> None:
    assert weigh_claim(sheet.facts["solar_panels"], ask("were there 50 solar panels?")) is None


@pytest.mark.parametrize(
    ("claim", "right"),
    [
        ("more than 2,000 detainees", True),
        ("more than 2,261 detainees", False),
        ("more than 3,000 detainees", False),
        ("2,000 detainees", False),
    ],
)
def test_more_than_a_smaller_number_is_true(
    sheet: FactSheet, ask: Ask, claim: str, right: bool
) -> None:
    weighed = weigh_claim(sheet.facts["detention_followed_up"], ask(claim))
    assert weighed is not None
    assert weighed.right is right


def test_a_second_number_said_of_the_same_is_weighed_too(sheet: FactSheet, ask: Ask) -> None:
    question = ask("tens of thousands means 50,000?")
    weighed = weigh_claim(sheet.facts["ihl_servicemen_trained"], question)
    assert weighed is None or not weighed.right


def test_a_right_number_of_another_thing_is_noticed(sheet: FactSheet, ask: Ask) -> None:
    question = ask("1,376 prisons")
    number = replace(question.numbers[0], counts="prison")
    fact = sheet.facts["detention_visits"]
    assert counts_other_things(fact, replace(question, numbers=(number,)))
    assert not counts_other_things(fact, question)


def test_a_share_is_no_fact_s_number(sheet: FactSheet, ask: Ask) -> None:
    fact = sheet.facts["detention_followed_up"]
    assert fact.figure is not None
    assert states_number_of(fact, ask(f"was it {fact.figure.value}?"))
    for share in ("{}%", "{} per cent", "{} %"):
        assert not states_number_of(fact, ask(f"was it {share.format(fact.figure.value)}?"))
