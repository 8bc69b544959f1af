from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.facts import Fact, FactSheet, YamlFileError
from bot.press.changes import (
    ChangeKind,
    ChangeRecord,
    hashes,
    load_changes,
    record_text,
    unrecorded,
)
from bot.record_changes import record_changes

DAY = date(2030, 5, 6)
KEY = "detention_visits"


def changed(sheet: FactSheet, fact: Fact) -> FactSheet:
    return replace(sheet, facts={**sheet.facts, fact.key: fact})


def with_another_number(fact: Fact) -> Fact:
    quantity = fact.numbers["figure"]
    return replace(fact, numbers={"figure": replace(quantity, value=quantity.value + 1)})


def test_a_changed_number_is_told_from_changed_wording(sheet: FactSheet) -> None:
    record, fact = load_changes(), sheet.facts[KEY]
    (number,) = unrecorded(changed(sheet, with_another_number(fact)), record, DAY)
    assert (number.fact, number.kind, number.day) == (KEY, ChangeKind.NUMBERS, DAY)
    reworded = replace(fact, sentence={"en": "There were {figure} detention visits."})
    (wording,) = unrecorded(changed(sheet, reworded), record, DAY)
    assert wording.kind is ChangeKind.WORDING


def test_new_and_removed_facts_are_seen(sheet: FactSheet) -> None:
    record = load_changes()
    without = replace(sheet, facts={k: f for k, f in sheet.facts.items() if k != KEY})
    (removed,) = unrecorded(without, record, DAY)
    assert removed.kind is ChangeKind.REMOVED
    known = ChangeRecord({k: v for k, v in record.versions.items() if k != KEY})
    (added,) = unrecorded(sheet, known, DAY)
    assert (added.kind, added.number) == (ChangeKind.ADDED, 1)


def test_what_is_written_is_read_again(sheet: FactSheet, tmp_path: Path) -> None:
    record = load_changes()
    missing = unrecorded(changed(sheet, with_another_number(sheet.facts[KEY])), record, DAY)
    path = tmp_path / "changes.yml"
    path.write_text(record_text(record, missing))
    again = load_changes(path)
    assert again.current(KEY) == missing[0]
    assert again.last_change() == max(DAY, record.last_change())
    without = replace(sheet, facts={k: f for k, f in sheet.facts.items() if k != KEY})
    path = tmp_path / "removed.yml"
    path.write_text(record_text(again, unrecorded(without, again, DAY)))
    assert load_changes(path).versions[KEY][-1].kind is ChangeKind.REMOVED
    assert unrecorded(without, load_changes(path), DAY) == []


def test_a_translation_changes_no_hash(sheet: FactSheet) -> None:
    fact = sheet.facts[KEY]
    assert hashes(replace(fact, label={**fact.label, "xx": "x"})) == hashes(fact)


def test_the_command_records_once(tmp_path: Path, sheet: FactSheet) -> None:
    path = tmp_path / "changes.yml"
    assert len(record_changes(DAY, path)) == len(sheet.facts)
    assert record_changes(DAY, path) == []


@pytest.mark.parametrize(
    "entries",
    [
        "[{version: 2, date: '2030-01-01', removed: true}]",
        "[{version: 1, date: '2030-01-01'}]",
        "[{version: 1, date: 2030-01-01, removed: true}]",
        "[]",
    ],
)
def test_a_broken_record_is_refused(entries: str, tmp_path: Path) -> None:
    path = tmp_path / "changes.yml"
    path.write_text(f"facts:\n  one: {entries}\n")
    with pytest.raises(YamlFileError, match=r"changes\.yml"):
        load_changes(path)
