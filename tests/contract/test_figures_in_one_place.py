"""No figure of the sheet is typed anywhere but in the sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.facts import FactSheet, Kind, Language, find_numbers

# Too small to be told from other numbers by their size, but figures all the same.
SMALL_FIGURES = {105, 17, 1992}
LEAST = 1000


@pytest.fixture(scope="module")
def figures(sheet: FactSheet) -> set[float]:
    values = {q.value for fact in sheet.facts.values() for q in fact.numbers.values()}
    return {value for value in values if value >= LEAST} | SMALL_FIGURES


def typed_figures(path: Path, figures: set[float], english: Language) -> list[str]:
    """Every figure in a file, with its line; "thousands" alone is a word, not a figure."""
    return [
        f"{path.name}:{line_number}: {mention.text}"
        for line_number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for mention in find_numbers(line, english)
        if mention.value in figures and mention.kind is not Kind.MAGNITUDE
    ]


@pytest.mark.parametrize(
    "pattern",
    [
        "bot/**/*.py",
        "actions/**/*.py",
        "data/**/*.yml",
        "domain.yml",
        "bot/answers/**/*.yml",
        "bot/nlu/*.yml",
        "bot/press/texts/*.yml",
        "bot/press/chart.yml",
        "bot/channels/*.yml",
        "bot/web/templates/press/*.html",
    ],
)
def test_no_figure_is_typed(
    pattern: str, root: Path, figures: set[float], english: Language
) -> None:
    paths = sorted(root.glob(pattern))
    assert paths
    assert [typed for path in paths for typed in typed_figures(path, figures, english)] == []


def test_typed_figures_would_be_found(
    tmp_path: Path, figures: set[float], english: Language
) -> None:
    path = tmp_path / "page.html"
    path.write_text("".join(f"<p>{value:,.0f}</p>\n<p>{value:.0f}</p>\n" for value in figures))
    assert len(typed_figures(path, figures, english)) == 2 * len(figures)
