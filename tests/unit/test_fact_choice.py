from __future__ import annotations

import pytest

from bot.facts import FactSheet, QuestionKind
from bot.nlu.fact_choice import Ranked, choose_fact, nearest_fact

RANKING: tuple[Ranked, ...] = (
    ("ask_detention", "tb_programme", 0.5),
    ("ask_detention", "tb_treated", 0.2),
    ("ask_detention", None, 0.1),
    ("ask_mental_health", "mental_health_screened", 0.1),
    ("ask_detention", "detention_visits", 0.04),
)


def chosen(
    sheet: FactSheet,
    kind: QuestionKind = QuestionKind.OPEN,
    counted: str | None = None,
    threshold: float = 0.4,
) -> str | None:
    return choose_fact("ask_detention", RANKING, kind, counted, sheet, threshold)


def test_the_likeliest_fact_of_the_intent_is_chosen(sheet: FactSheet) -> None:
    assert chosen(sheet) == "tb_programme"


def test_no_fact_is_chosen_below_its_share_of_the_intent(sheet: FactSheet) -> None:
    assert chosen(sheet, threshold=0.7) is None


@pytest.mark.parametrize("counted", [None, "patient", "detainee"])
def test_how_many_goes_to_the_figure_that_counts_the_noun(
    counted: str | None, sheet: FactSheet
) -> None:
    assert chosen(sheet, QuestionKind.HOW_MANY, counted) == "tb_treated"


def test_how_many_does_not_go_to_an_unlikely_figure(sheet: FactSheet) -> None:
    assert chosen(sheet, QuestionKind.HOW_MANY, "visit") == "tb_programme"


def test_the_intent_as_a_whole_may_be_the_likeliest(sheet: FactSheet) -> None:
    ranking = [("ask_detention", None, 0.6), ("ask_detention", "tb_treated", 0.1)]
    assert choose_fact("ask_detention", ranking, QuestionKind.OPEN, None, sheet, 0.1) is None


def test_an_intent_without_classes_has_no_fact(sheet: FactSheet) -> None:
    assert choose_fact("greet", RANKING, QuestionKind.OPEN, None, sheet, 0.1) is None


def test_a_topic_is_no_fact(sheet: FactSheet) -> None:
    ranking = [("out_of_scope", "money", 0.9)]
    assert choose_fact("out_of_scope", ranking, QuestionKind.OPEN, None, sheet, 0.1) is None


def test_the_nearest_fact_may_be_of_any_intent(sheet: FactSheet) -> None:
    ranking = [("out_of_scope", "money", 0.9), ("ask_detention", "tb_treated", 0.05)]
    assert nearest_fact(ranking, sheet, 0.02) == "tb_treated"


def test_no_fact_is_near_below_the_threshold(sheet: FactSheet) -> None:
    assert nearest_fact([("ask_detention", "tb_treated", 0.01)], sheet, 0.02) is None


def test_how_many_goes_to_the_figure_that_is_exact(sheet: FactSheet) -> None:
    ranking = [("ask_detention", "detention_places", 0.9)]
    asked = choose_fact("ask_detention", ranking, QuestionKind.HOW_MANY, None, sheet, 0.1)
    told = choose_fact("ask_detention", ranking, QuestionKind.OPEN, None, sheet, 0.1)
    assert (asked, told) == ("detention_visits", "detention_places")
