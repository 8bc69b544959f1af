"""What the contract tests share: the project's files and its training data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from training_examples import Examples

from bot.facts import FactSheet, Language, language, load_fact_sheet

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def sheet() -> FactSheet:
    return load_fact_sheet()


@pytest.fixture(scope="session")
def english() -> Language:
    return language("en")


@pytest.fixture(scope="session")
def domain() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="session")
def training_data() -> list[Examples]:
    blocks = []
    for path in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            metadata = block.get("metadata", {})
            lines = (line.strip() for line in block["examples"].splitlines())
            blocks.append(
                Examples(
                    intent=block["intent"],
                    sub=next(
                        (metadata[k] for k in ("fact", "topic", "form") if k in metadata), None
                    ),
                    texts=tuple(line.removeprefix("- ") for line in lines if line),
                )
            )
    return blocks


@pytest.fixture(scope="session")
def examples_by_intent(training_data: list[Examples]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for block in training_data:
        found[block.intent].update(block.texts)
    return found


@pytest.fixture(scope="session")
def question_sets() -> dict[str, list[dict[str, Any]]]:
    """The questions of every set, by the name of its file."""
    return {
        path.name: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "tests" / "questions").glob("*.yml"))
    }


@pytest.fixture(scope="session")
def texts() -> dict[str, dict[str, Any]]:
    """The wording of every language, by its code."""
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "bot" / "answers" / "texts").glob("*.yml"))
    }
