from __future__ import annotations

from dataclasses import replace

import pytest

from bot.facts import Qualifier
from bot.press.chart import LONGEST_BAR, chart_of_people, load_units
from bot.press.press import Press, press_for


@pytest.fixture(scope="module")
def press() -> Press:
    return press_for("en")


def test_bars_are_in_proportion_from_nothing_upwards(press: Press) -> None:
    chart = chart_of_people(press)
    assert chart is not None
    values = [press.sheet.quantity(bar.fact.key).value for bar in chart.bars]
    assert values == sorted(values, reverse=True)
    for bar, value in zip(chart.bars, values, strict=True):
        assert bar.percent == pytest.approx(LONGEST_BAR * value / values[0], abs=0.001)


def test_a_lower_bound_has_an_open_end(press: Press) -> None:
    chart = chart_of_people(press)
    assert chart is not None
    for bar in chart.bars:
        qualifier = press.sheet.quantity(bar.fact.key).qualifier
        assert bar.more == (qualifier is Qualifier.MORE_THAN)


def test_only_people_who_were_reached_are_drawn(press: Press) -> None:
    chart = chart_of_people(press)
    assert chart is not None
    drawn = {bar.fact.key for bar in chart.bars}
    assert {"mine_risk_reached", "mental_health_screened", "tb_treated"} <= drawn
    others = (
        "missing_registered",
        "missing_families_supported",
        "detention_visits",
        "tb_mortality",
    )
    assert not drawn & set(others)


def test_an_order_of_magnitude_is_named_and_not_drawn(press: Press) -> None:
    chart = chart_of_people(press)
    assert chart is not None
    assert [fact.key for fact in chart.left_out] == ["ihl_servicemen_trained"]


def test_a_single_figure_makes_no_chart(press: Press) -> None:
    facts = {
        key: fact
        for key, fact in press.sheet.facts.items()
        if key in ("mine_risk_reached", "detention_visits")
    }
    alone = replace(
        press, composer=replace(press.composer, sheet=replace(press.sheet, facts=facts))
    )
    assert chart_of_people(alone) is None


def test_it_is_decided_for_every_figure_s_unit_whether_it_counts_people_reached(
    press: Press,
) -> None:
    units = load_units()
    decided = units["people_reached"] + units["something_else"]
    assert len(set(decided)) == len(decided)
    used = {fact.figure.unit for fact in press.sheet.figures() if fact.figure}
    assert used == set(decided), "decide in bot/press/chart.yml"
