"""How numbers are written and read in each language, from `languages.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.facts.yaml_file import YamlFileError, read_yaml

LANGUAGES_FILE = Path(__file__).with_name("languages.yml")
DEFAULT_LANGUAGE = "en"

_TEXT = {"type": "string", "minLength": 1}
_TEXTS = {"type": "array", "items": _TEXT}
_NUMBERS = {"type": "object", "additionalProperties": {"type": "number"}}
_QUALIFIERS = ("exact", "more_than", "about", "thousands", "tens_of_thousands")
_WORD_TABLES = (
    "scale_letters",
    "words",
    "scales",
    "magnitudes",
    "ordinal_words",
    "multiple_words",
    "fraction_words",
)
_FORM = {
    "type": "object",
    "required": ["sentence", "compact", "also"],
    "additionalProperties": False,
    "properties": {"sentence": _TEXT, "compact": _TEXT, "also": _TEXTS},
}
_LANGUAGE_PROPERTIES: dict[str, Any] = {
    "group_separator": {"type": "string", "minLength": 1, "maxLength": 1},
    "qualifiers": {
        "type": "object",
        "required": list(_QUALIFIERS),
        "additionalProperties": False,
        "properties": dict.fromkeys(_QUALIFIERS, _FORM),
    },
    "fold": _TEXT,
    "ordinal_endings": {
        "type": "object",
        "required": ["default"],
        "additionalProperties": {"type": "string"},
    },
    "prefixes": {"type": "object", "additionalProperties": _TEXTS},
    "suffixes": {"type": "object", "additionalProperties": _TEXTS},
    "percent": _TEXTS,
    "multiple": _TEXTS,
    "multiple_before": _TEXTS,
    "unit_words": _TEXTS,
    "endings": _NUMBERS,
    "single": _TEXT,
    "not_after_single": _TEXTS,
    "intensifiers": _TEXTS,
    **dict.fromkeys(_WORD_TABLES, _NUMBERS),
}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {
        "type": "object",
        "required": list(_LANGUAGE_PROPERTIES),
        "additionalProperties": False,
        "properties": _LANGUAGE_PROPERTIES,
    },
}


@dataclass(frozen=True)
class QualifierForms:
    """How one qualifier is written; `{}` stands for the number."""

    sentence: str
    compact: str
    also: tuple[str, ...]


@dataclass(frozen=True)
class Language:
    """One language's way with numbers; the comments in `languages.yml` explain each table."""

    code: str
    group_separator: str
    qualifiers: Mapping[str, QualifierForms]
    fold: str
    ordinal_endings: Mapping[str, str]
    prefixes: Mapping[str, tuple[str, ...]]
    suffixes: Mapping[str, tuple[str, ...]]
    percent: tuple[str, ...]
    multiple: tuple[str, ...]
    multiple_before: tuple[str, ...]
    scale_letters: Mapping[str, float]
    words: Mapping[str, float]
    unit_words: tuple[str, ...]
    endings: Mapping[str, float]
    single: str
    not_after_single: tuple[str, ...]
    intensifiers: tuple[str, ...]
    scales: Mapping[str, float]
    magnitudes: Mapping[str, float]
    ordinal_words: Mapping[str, float]
    multiple_words: Mapping[str, float]
    fraction_words: Mapping[str, float]


@cache
def load_languages(path: Path = LANGUAGES_FILE) -> Mapping[str, Language]:
    """The languages the project can write numbers in, by code.

    Raises:
        YamlFileError: the file is broken.
    """
    return {code: _language(code, content) for code, content in read_yaml(path, _SCHEMA).items()}


def language(code: str) -> Language:
    """The language with this code.

    Raises:
        YamlFileError: `languages.yml` has no such language.
    """
    languages = load_languages()
    if code not in languages:
        raise YamlFileError(
            LANGUAGES_FILE, [f"no language '{code}'. Add a block for it, or use one it has."]
        )
    return languages[code]


def _language(code: str, content: dict[str, Any]) -> Language:
    return Language(
        code=code,
        group_separator=content["group_separator"],
        qualifiers={
            name: QualifierForms(forms["sentence"], forms["compact"], tuple(forms["also"]))
            for name, forms in content["qualifiers"].items()
        },
        fold=content["fold"],
        ordinal_endings=content["ordinal_endings"],
        prefixes={name: tuple(words) for name, words in content["prefixes"].items()},
        suffixes={name: tuple(words) for name, words in content["suffixes"].items()},
        percent=tuple(content["percent"]),
        multiple=tuple(content["multiple"]),
        multiple_before=tuple(content["multiple_before"]),
        unit_words=tuple(content["unit_words"]),
        endings=content["endings"],
        single=content["single"],
        not_after_single=tuple(content["not_after_single"]),
        intensifiers=tuple(content["intensifiers"]),
        **{table: content[table] for table in _WORD_TABLES},
    )
