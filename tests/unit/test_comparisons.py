"""Comparisons name both figures, rank only what can be ranked, and never add up."""

from __future__ import annotations

from itertools import combinations

import pytest
from reply_checks import is_fit_to_send

from bot.answers.comparisons import compare
from bot.answers.composer import Composer
from bot.answers.reply import Reply, Status
from bot.facts import FactSheet, Qualifier, Style, load_fact_sheet
from bot.facts.context import Context
from bot.facts.frame import Frame

FIGURES = [fact.key for fact in load_fact_sheet().figures()]
COUNTS = [
    fact.key
    for fact in load_fact_sheet().figures()
    if fact.figure and fact.figure.style is not Style.FOLD
]


def ask(composer: Composer, topic: str, context: Context | None = None, **fields: object) -> Reply:
    question = Frame(text="", intent="ask_comparison", topic=topic, **fields)  # type: ignore[arg-type]
    reply = compare(composer, question, context or Context())
    is_fit_to_send(reply, composer)
    return reply


@pytest.mark.parametrize("pair", combinations(FIGURES, 2), ids="-".join)
def test_two_figures_are_both_given_the_larger_first(
    composer: Composer, sheet: FactSheet, pair: tuple[str, str]
) -> None:
    reply = ask(composer, "pair", sides=pair)
    assert reply.status is Status.ANSWERED
    assert set(reply.facts) == set(pair)
    for key in pair:
        assert composer.sentence(sheet.facts[key]) in reply.body
    if "The larger figure" in reply.body:
        first, second = (sheet.facts[key].figure for key in reply.facts)
        assert first is not None
        assert second is not None
        assert first.value > second.value


def test_a_multiple_is_compared_with_nothing(composer: Composer, sheet: FactSheet) -> None:
    multiple = next(key for key in FIGURES if key not in COUNTS)
    for other in COUNTS:
        assert "cannot be compared" in ask(composer, "pair", sides=(multiple, other)).body


def test_an_order_of_magnitude_leaves_open_what_it_leaves_open(
    composer: Composer, sheet: FactSheet
) -> None:
    vague = [
        fact
        for fact in sheet.figures()
        if fact.figure and fact.figure.qualifier is Qualifier.TENS_OF_THOUSANDS
    ]
    for fact in vague:
        for key in COUNTS:
            other = sheet.facts[key].figure
            assert fact.figure
            assert other
            within = fact.figure.value <= other.value < 10 * fact.figure.value
            if key != fact.key and within:
                body = ask(composer, "pair", sides=(fact.key, key)).body
                assert "does not say which" in body


def test_the_largest_and_the_smallest_of_all(composer: Composer, sheet: FactSheet) -> None:
    values = {key: sheet.facts[key].figure.value for key in COUNTS}  # type: ignore[union-attr]
    assert ask(composer, "largest").facts == (max(COUNTS, key=values.__getitem__),)
    assert ask(composer, "smallest").facts == (min(COUNTS, key=values.__getitem__),)


def test_the_largest_of_a_group_is_of_that_group(composer: Composer, sheet: FactSheet) -> None:
    reply = ask(composer, "largest", tags=("detainees",))
    assert "detainees" in sheet.facts[reply.facts[0]].tags


def test_which_of_them_means_the_figures_just_given(composer: Composer, sheet: FactSheet) -> None:
    before = Context(recent=("detention_visits", "tb_treated"))
    assert ask(composer, "largest", before, refers_back=True).facts == ("tb_treated",)
    assert set(ask(composer, "pair", before, refers_back=True).facts) == set(before.recent)


@pytest.mark.parametrize("topic", ["exact", "rounded"])
def test_exact_and_rounded_figures_are_told_apart(
    composer: Composer, sheet: FactSheet, topic: str
) -> None:
    for key in ask(composer, topic).facts:
        figure = sheet.facts[key].figure
        assert figure is not None
        assert (figure.qualifier is Qualifier.EXACT) is (topic == "exact")


def test_areas_are_set_side_by_side(composer: Composer, sheet: FactSheet) -> None:
    keys = tuple(sheet.areas)[:2]
    reply = ask(composer, "areas", sides=keys)
    for key in keys:
        assert sheet.summary(sheet.areas[key], composer.language) in reply.body


def test_without_two_figures_it_asks_which(composer: Composer) -> None:
    assert ask(composer, "pair").status is Status.CLARIFY
