"""The record of versions: which content each fact had when, as hashes, so that a change can be seen.

Hashes and not texts: figures stand in one file only, and that is `bot/facts/fact_sheet.yml`. The record is kept
beside the press page and not beside the sheet, since a model is trained anew when a file there changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.facts import DEFAULT_LANGUAGE, Fact, FactSheet, YamlFileError, language, read_yaml

CHANGES_FILE = Path(__file__).with_name("changes.yml")
COMMAND = "python -m bot record-changes"
_HASH_CHARACTERS = 16
_HASH = {"type": "string", "pattern": f"^[0-9a-f]{{{_HASH_CHARACTERS}}}$"}
_VERSION: dict[str, Any] = {
    "type": "object",
    "required": ["version", "date"],
    "additionalProperties": False,
    "properties": {
        "version": {"type": "integer", "minimum": 1},
        "date": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "content": _HASH,
        "numbers": _HASH,
        "removed": {"const": True},
    },
    "oneOf": [{"required": ["content", "numbers"]}, {"required": ["removed"]}],
    "description": "Give `content` and `numbers`, or `removed`.",
}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["facts"],
    "additionalProperties": False,
    "properties": {
        "facts": {
            "type": "object",
            "additionalProperties": {"type": "array", "minItems": 1, "items": _VERSION},
        }
    },
}
_HEAD = f"""\
# Every version of every fact, written by `{COMMAND}`; do not edit by hand.
# content  hash of all that is shown of the fact in the language of the source
# numbers  hash of its numbers and their qualifiers only, so that a changed figure is told from changed wording
"""


class ChangeKind(str, Enum):
    """What a version changed."""

    ADDED = "added"
    NUMBERS = "numbers"
    WORDING = "wording"
    REMOVED = "removed"


@dataclass(frozen=True)
class Version:
    """One version of a fact.

    Attributes:
        fact: the fact's key.
        number: 1 for the first.
        day: when it was recorded.
        kind: what it changed.
        content: hash of all that is shown of it; "" once it is removed.
        numbers: hash of its numbers; "" once it is removed.
    """

    fact: str
    number: int
    day: date
    kind: ChangeKind
    content: str = ""
    numbers: str = ""


@dataclass(frozen=True)
class ChangeRecord:
    """The versions of every fact, the oldest first."""

    versions: Mapping[str, tuple[Version, ...]]

    def current(self, fact: str) -> Version | None:
        """A fact's last recorded version, or None."""
        return self.versions[fact][-1] if fact in self.versions else None

    def newest_first(self) -> list[Version]:
        """All versions of all facts, the newest first; of one day, in the order of the file."""
        every = [version for versions in self.versions.values() for version in versions]
        return sorted(every, key=lambda version: version.day, reverse=True)

    def last_change(self) -> date:
        """The day of the last change."""
        return max(version.day for version in self.newest_first())


@cache
def load_changes(path: Path = CHANGES_FILE) -> ChangeRecord:
    """The record in a file.

    Raises:
        YamlFileError: the file is broken, or versions are out of order.
    """
    content = read_yaml(path, _SCHEMA)
    problems = [
        f"facts.{key}: versions must count up from 1, the oldest first. Restore the file."
        for key, entries in content["facts"].items()
        if [entry["version"] for entry in entries] != list(range(1, len(entries) + 1))
    ]
    if problems:
        raise YamlFileError(path, problems)
    return ChangeRecord({key: _versions(key, list_) for key, list_ in content["facts"].items()})


def unrecorded(sheet: FactSheet, record: ChangeRecord, day: date) -> list[Version]:
    """The versions missing from the record: facts that are new, changed or gone since.

    Args:
        sheet: the facts as they are now.
        record: what is on record.
        day: the date the missing versions are given.
    """
    missing = []
    for key in [*sheet.facts, *(key for key in record.versions if key not in sheet.facts)]:
        last = record.current(key)
        content, numbers = hashes(sheet.facts[key]) if key in sheet.facts else ("", "")
        if (last.content if last else "") == content:
            continue
        number = last.number + 1 if last else 1
        kind = _kind(last, content, numbers)
        missing.append(Version(key, number, day, kind, content, numbers))
    return missing


def hashes(fact: Fact) -> tuple[str, str]:
    """Hashes of all that is shown of a fact, and of its numbers alone.

    Only the language of the source counts: a translation added later changes no fact. Nor does a caption, which
    words the label anew for places where the figure stands large.
    """
    spoken = language(DEFAULT_LANGUAGE)
    numbers = {
        name: [quantity.in_sentence(spoken), quantity.compact(spoken), quantity.unit]
        for name, quantity in sorted(fact.numbers.items())
    }
    shown = [
        fact.key,
        fact.label[spoken.code],
        fact.text(spoken),
        fact.published_line(spoken),
        fact.section[spoken.code],
        numbers,
    ]
    return _hash(shown), _hash(numbers)


def record_text(record: ChangeRecord, added: list[Version]) -> str:
    """The record's file with further versions in it."""
    versions = {key: list(known) for key, known in record.versions.items()}
    for version in added:
        versions.setdefault(version.fact, []).append(version)
    facts = {key: [_entry(version) for version in known] for key, known in versions.items()}
    return _HEAD + yaml.safe_dump({"facts": facts}, sort_keys=False, default_flow_style=None)


def _versions(key: str, entries: list[dict[str, Any]]) -> tuple[Version, ...]:
    found: list[Version] = []
    for entry in entries:
        content, numbers = entry.get("content", ""), entry.get("numbers", "")
        kind = _kind(found[-1] if found else None, content, numbers)
        day = date.fromisoformat(entry["date"])
        found.append(Version(key, entry["version"], day, kind, content, numbers))
    return tuple(found)


def _kind(last: Version | None, content: str, numbers: str) -> ChangeKind:
    if not content:
        return ChangeKind.REMOVED
    if last is None or not last.content:
        return ChangeKind.ADDED
    return ChangeKind.WORDING if last.numbers == numbers else ChangeKind.NUMBERS


def _entry(version: Version) -> dict[str, Any]:
    entry: dict[str, Any] = {"version": version.number, "date": version.day.isoformat()}
    if version.kind is ChangeKind.REMOVED:
        return {**entry, "removed": True}
    return {**entry, "content": version.content, "numbers": version.numbers}


def _hash(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH_CHARACTERS]
