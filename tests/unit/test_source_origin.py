from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.facts import FACT_SHEET_FILE, FactSheet, Language, YamlFileError, load_fact_sheet
from bot.press.changes import hashes, load_changes, unrecorded

DAY = date(2031, 2, 3)
URL = "https://www.example.org/fact-sheet"
Load = Callable[..., FactSheet]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads a copy of the sheet whose source has further keys."""

    def loaded(**keys: Any) -> FactSheet:
        content = yaml.safe_load(FACT_SHEET_FILE.read_text(encoding="utf-8"))
        content["source"] |= keys
        path = tmp_path / "sheet.yml"
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return load_fact_sheet(path)

    return loaded


def test_where_the_original_is_need_not_be_known(sheet: FactSheet) -> None:
    assert (sheet.source.url, sheet.source.published_on) == (None, None)


@pytest.mark.parametrize("day", [DAY, DAY.isoformat()])
def test_address_and_day_of_the_original_are_read(load: Load, day: date | str) -> None:
    source = load(url=URL, published_on=day).source
    assert (source.url, source.published_on) == (URL, DAY)


def test_neither_changes_a_fact_s_version(load: Load) -> None:
    sheet = load(url=URL, published_on=DAY)
    assert unrecorded(sheet, load_changes(), DAY) == []


@pytest.mark.parametrize(
    "url",
    ["icrc.org/x", "ftp://icrc.org/x", "https://", "https://a b.org", "https://[", 7, None, ""],
)
def test_an_address_that_is_none_is_refused(load: Load, url: object) -> None:
    for name in ("url", "license"):
        with pytest.raises(
            YamlFileError, match=rf"source\.{name}: '.*' is no web address\. Write it in full"
        ):
            load(**{name: url})


def test_a_licence_need_not_be_known_and_is_read_where_it_is(sheet: FactSheet, load: Load) -> None:
    assert sheet.source.license is None
    assert load(license=URL).source.license == URL


@pytest.mark.parametrize("day", ["2031", "3 February 2031", "2031-02-30", 2031, None, ""])
def test_a_day_that_is_none_is_refused(load: Load, day: object) -> None:
    with pytest.raises(YamlFileError, match=r"source\.published_on: '.*' is no date\. Write year"):
        load(published_on=day)


def test_a_caption_reads_on_from_its_figure_without_abbreviations(
    figure_key: str, sheet: FactSheet, english: Language
) -> None:
    caption = sheet.facts[figure_key].caption_line(english)
    assert caption[0].islower()
    assert not [word for word in caption.split() if word.isupper()]
    if sheet.quantity(figure_key).compact(english).endswith("thousands"):
        assert caption.startswith("of ")


def test_a_caption_is_no_part_of_what_a_version_vouches_for(sheet: FactSheet) -> None:
    fact = sheet.facts["tb_treated"]
    assert hashes(replace(fact, caption={})) == hashes(fact)


@pytest.mark.parametrize(
    ("key", "caption", "message"),
    [
        ("tb_programme", "a caption", "only a figure has one"),
        ("tb_treated", "{figure} prisoners", "'{figure}' is no number of this entry"),
        ("tb_treated", "650 prisoners", "'650' is typed into the sentence"),
    ],
)
def test_a_caption_with_a_figure_or_without_one_is_refused(
    tmp_path: Path, key: str, caption: str, message: str
) -> None:
    content = yaml.safe_load(FACT_SHEET_FILE.read_text(encoding="utf-8"))
    (entry,) = [entry for entry in content["facts"] if entry["key"] == key]
    entry["caption"] = {"en": caption}
    path = tmp_path / "sheet.yml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(YamlFileError) as caught:
        load_fact_sheet(path)
    assert f"facts.{key}.caption" in str(caught.value)
    assert message in str(caught.value)
