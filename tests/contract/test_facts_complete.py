"""The sheet holds everything its source holds: its figures stand here a second time, against slips."""

from __future__ import annotations

import pytest

from bot.facts import FactSheet, Language, Qualifier, Style

FIGURES = {
    "missing_registered": (4000, Qualifier.EXACT, "4,000"),
    "missing_families_supported": (3000, Qualifier.MORE_THAN, "more than 3,000"),
    "ihl_servicemen_trained": (10_000, Qualifier.TENS_OF_THOUSANDS, "tens of thousands"),
    "ihl_students_engaged": (5000, Qualifier.MORE_THAN, "more than 5,000"),
    "detention_visits": (1376, Qualifier.EXACT, "1,376"),
    "detention_followed_up": (2261, Qualifier.EXACT, "2,261"),
    "tb_treated": (2700, Qualifier.EXACT, "2,700"),
    "tb_mortality": (105, Qualifier.EXACT, "105-fold"),
    "mental_health_screened": (15_000, Qualifier.MORE_THAN, "more than 15,000"),
    "mine_risk_reached": (100_000, Qualifier.MORE_THAN, "more than 100,000"),
    "livelihoods_assets": (13_000, Qualifier.MORE_THAN, "more than 13,000"),
}
AREA_INTENTS = {
    "ask_missing_persons",
    "ask_humanitarian_law",
    "ask_detention",
    "ask_red_crescent",
    "ask_mental_health",
    "ask_mine_risk",
    "ask_water_and_infrastructure",
    "ask_health_services",
    "ask_livelihoods",
    "ask_education",
}
LEAST_STATEMENTS = 40


def test_there_are_ten_areas(sheet: FactSheet) -> None:
    assert len(sheet.areas) == 10
    assert {area.intent for area in sheet.areas.values()} == AREA_INTENTS


def test_there_are_exactly_these_figures(sheet: FactSheet) -> None:
    assert {fact.key for fact in sheet.figures()} == set(FIGURES)


@pytest.mark.parametrize("key", sorted(FIGURES))
def test_figure_has_its_value_and_qualifier(key: str, sheet: FactSheet, english: Language) -> None:
    value, qualifier, written = FIGURES[key]
    figure = sheet.facts[key].figure
    assert figure is not None
    mend = "if the source has changed, change FIGURES in this file too"
    assert (figure.value, figure.qualifier) == (value, qualifier), mend
    assert figure.in_sentence(english) == written, mend


def test_mortality_is_a_multiple(sheet: FactSheet) -> None:
    figure = sheet.facts["tb_mortality"].figure
    assert figure is not None
    assert figure.style is Style.FOLD


@pytest.mark.parametrize(
    ("key", "name", "written"),
    [
        ("ihl_swirmo", "edition", "17th"),
        ("red_crescent_since", "start", "1992"),
        ("presence", "period", "over 30"),
        ("missing_tracing", "number", "thousands"),
        ("livelihoods_families", "number", "thousands"),
        ("education_direct_support", "number", "thousands"),
        ("detention_places", "visits", "more than 1,000"),
        ("water_access", "period", "three"),
    ],
)
def test_statement_has_its_number(
    key: str, name: str, written: str, sheet: FactSheet, english: Language
) -> None:
    assert sheet.facts[key].numbers[name].in_sentence(english) == written


def test_the_title_says_over_thirty_years(sheet: FactSheet, english: Language) -> None:
    period = sheet.source.numbers["period"]
    assert (period.value, period.qualifier) == (30, Qualifier.MORE_THAN)
    assert "over 30 years" in sheet.source.full_title(english)


def test_every_area_holds_statements_of_its_own(sheet: FactSheet) -> None:
    for key in sheet.areas:
        assert any(fact.figure is None for fact in sheet.facts_of(key)), key


def test_there_are_enough_statements(sheet: FactSheet) -> None:
    statements = [fact for fact in sheet.facts.values() if fact.figure is None]
    assert len(statements) >= LEAST_STATEMENTS
