"""Imports run one way: facts <- answers <- actions, facts <- nlu."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

RASA = {"rasa", "rasa_sdk"}


def imported_modules(path: Path) -> Iterator[str]:
    """Full names of all modules a file imports, wherever in the file; relative ones resolved."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            # "from bot import nlu" imports bot.nlu.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files_of(folder: Path) -> list[Path]:
    files = sorted(folder.rglob("*.py"))
    assert files, folder
    return files


def own_parts(path: Path) -> set[str]:
    """The parts of the project a file imports, such as "bot.facts" or "actions"."""
    parts = set()
    for name in imported_modules(path):
        steps = name.split(".")
        if steps[0] in ("bot", "benchmarks", "tests"):
            parts.add(".".join(steps[:2]))
        elif steps[0] == "actions":
            parts.add("actions")
    return parts


@pytest.mark.parametrize(
    ("folder", "allowed"),
    [
        ("bot/facts", {"bot.facts"}),
        ("bot/answers", {"bot.facts", "bot.answers"}),
        ("bot/encoder", {"bot.encoder"}),
        ("bot/nlu", {"bot.facts", "bot.encoder", "bot.nlu"}),
        ("bot/press", {"bot.facts", "bot.answers", "bot.press"}),
        ("actions", {"bot.facts", "bot.answers", "actions"}),
    ],
)
def test_a_part_imports_only_what_stands_below_it(
    folder: str, allowed: set[str], root: Path
) -> None:
    wrong = {
        str(path.relative_to(root)): sorted(own_parts(path) - allowed)
        for path in files_of(root / folder)
        if own_parts(path) - allowed
    }
    assert not wrong


@pytest.mark.parametrize("folder", ["bot/facts", "bot/answers", "bot/press"])
def test_facts_answers_and_press_know_nothing_of_rasa(folder: str, root: Path) -> None:
    for path in files_of(root / folder):
        roots = {name.partition(".")[0] for name in imported_modules(path)}
        assert not roots & RASA, path


def test_actions_know_nothing_of_rasa_itself(root: Path) -> None:
    for path in files_of(root / "actions"):
        assert "rasa" not in {name.partition(".")[0] for name in imported_modules(path)}, path


def test_nothing_below_the_channels_imports_what_stands_on_top(root: Path) -> None:
    for folder in ("bot/facts", "bot/answers", "bot/encoder", "bot/nlu", "actions"):
        for path in files_of(root / folder):
            assert not own_parts(path) & {"bot.channels", "bot.server", "bot.__main__"}, path


def test_the_product_does_not_import_its_tests_or_benchmarks(root: Path) -> None:
    for folder in ("bot", "actions"):
        for path in files_of(root / folder):
            roots = {name.partition(".")[0] for name in imported_modules(path)}
            assert not roots & {"tests", "benchmarks", "pytest", "hypothesis"}, path
