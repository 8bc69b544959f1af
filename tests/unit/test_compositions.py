from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.facts import FactSheet, QuestionKind, YamlFileError
from bot.facts.frame import Act, Polarity
from bot.nlu import compositions, lexicon, spelling
from bot.nlu.compositions import FOLDER, compose
from bot.nlu.examples import Example, split_subject

WRITTEN = [
    Example(
        "nobody was trained",
        "ask_education/education_teachers",
        QuestionKind.YES_NO,
        Act.CLAIMS,
        Polarity.DENIED,
    ),
    Example("how many then", "follow_up_count"),
    Example("how many visits", "ask_detention/detention_visits", QuestionKind.HOW_MANY),
    Example("solar panels", "ask_water_and_infrastructure/solar_panels", QuestionKind.OPEN),
]


@pytest.fixture(scope="module")
def composed(sheet: FactSheet) -> list[Example]:
    return compose(WRITTEN, sheet, "en")


def test_the_same_data_gives_the_same_examples(composed: list[Example], sheet: FactSheet) -> None:
    assert compose(WRITTEN, sheet, "en") == composed


def test_no_placeholder_is_left(composed: list[Example]) -> None:
    assert [e.text for e in composed if re.search(r"[{}]", e.text)] == []


def test_every_kind_of_detail_act_and_polarity_is_taught(composed: list[Example]) -> None:
    refused = set(QuestionKind) - {QuestionKind.WHO}
    assert {e.kind for e in composed} - {None} == refused
    assert {e.act for e in composed} == set(Act)
    assert {e.polarity for e in composed} == set(Polarity)


def test_every_fact_is_named(composed: list[Example], sheet: FactSheet) -> None:
    named = {split_subject(example.subject)[1] for example in composed}
    assert set(sheet.facts) <= named


def test_statements_are_framed(composed: list[Example]) -> None:
    framed = [e for e in composed if "nobody was trained" in e.text and e.act is Act.CLAIMS]
    assert framed
    assert all(e.polarity is Polarity.DENIED for e in framed)


def test_the_templates_hold_their_placeholders() -> None:
    content = yaml.safe_load((FOLDER / "en.yml").read_text(encoding="utf-8"))
    for name in ("open", "wanted", "set_aside", "polarity_denied", "polarity_opposite"):
        assert [t for t in content[name] if t.count("{np}") != 1] == [], name
    for kind, templates in content["kinds"].items():
        assert [t for t in templates if t.count("{np}") != 1] == [], kind
    for name in ("which", "more", "fewer", "arithmetic"):
        assert [t for t in content[name] if not ("{a}" in t and "{b}" in t)] == [], name


def test_a_broken_file_names_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sheet: FactSheet
) -> None:
    (tmp_path / "en.yml").write_text("open: ['{np}']", encoding="utf-8")
    monkeypatch.setattr(compositions, "FOLDER", tmp_path)
    with pytest.raises(YamlFileError, match=r"en\.yml.*kinds"):
        compose(WRITTEN, sheet, "en")


def test_understanding_lists_at_most_four_hundred_words_of_english() -> None:
    words = yaml.safe_load(lexicon.LEXICON_FILE.read_text(encoding="utf-8"))["en"]
    assert _listed(words) + len(spelling.spellings("en")) <= 400


def _listed(words: object) -> int:
    if isinstance(words, dict):
        return sum(_listed(value) for value in words.values())
    return len(words) if isinstance(words, list) else 1
