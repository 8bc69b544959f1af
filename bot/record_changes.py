"""Brings the record of versions up to date with the fact sheet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.facts import load_fact_sheet
from bot.press.changes import CHANGES_FILE, ChangeRecord, load_changes, record_text, unrecorded


def record_changes(day: date, path: Path = CHANGES_FILE) -> list[str]:
    """Adds what is missing to the record; returns a line for each version added.

    Args:
        day: the date the new versions are given.
        path: the record's file, made if there is none.

    Raises:
        YamlFileError: the fact sheet or the record is broken.
    """
    record = load_changes(path) if path.exists() else ChangeRecord({})
    missing = unrecorded(load_fact_sheet(), record, day)
    if missing:
        path.write_text(record_text(record, missing), encoding="utf-8")
        load_changes.cache_clear()
    return [
        f"{version.fact}: version {version.number} ({version.kind.value})" for version in missing
    ]
