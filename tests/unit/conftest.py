"""What the unit tests share: the real sheet, a composer, and questions as the reader makes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import settings

from bot.answers.composer import Composer, composer_for
from bot.facts import FactSheet, Language, find_numbers, language, load_fact_sheet
from bot.facts.frame import ClaimedNumber, Frame

settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)
settings.load_profile("repeatable")

Ask = Callable[..., Frame]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs a test once for each fact, area or care intent it asks for by name."""
    if "fact_key" in metafunc.fixturenames:
        metafunc.parametrize("fact_key", sorted(load_fact_sheet().facts))
    if "figure_key" in metafunc.fixturenames:
        metafunc.parametrize("figure_key", [fact.key for fact in load_fact_sheet().figures()])
    if "area_key" in metafunc.fixturenames:
        metafunc.parametrize("area_key", sorted(load_fact_sheet().areas))
    if "care_intent" in metafunc.fixturenames:
        metafunc.parametrize("care_intent", sorted(composer_for("en").texts.table("care")))


@pytest.fixture(scope="session")
def sheet() -> FactSheet:
    return load_fact_sheet()


@pytest.fixture(scope="session")
def english() -> Language:
    return language("en")


@pytest.fixture(scope="session")
def composer() -> Composer:
    return composer_for("en")


@pytest.fixture(scope="session")
def ask(english: Language) -> Ask:
    """A question whose numbers are read from its text, as the reader of messages does."""

    def asked(text: str = "", intent: str = "", **fields: Any) -> Frame:
        numbers = tuple(
            ClaimedNumber(number.text, number.value, number.kind, number.qualifier)
            for number in find_numbers(text, english)
        )
        return replace(Frame(text=text, intent=intent, numbers=numbers), **fields)

    return asked
