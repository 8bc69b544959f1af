"""JSON schema of `fact_sheet.yml`; the comments at the top of that file explain the keys."""

from __future__ import annotations

from typing import Any

from bot.facts.languages import DEFAULT_LANGUAGE
from bot.facts.model import QuestionKind, TagKind
from bot.facts.quantities import Qualifier, Style

_KEY: dict[str, Any] = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}


def _by_language(content: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [DEFAULT_LANGUAGE],
        "propertyNames": {"pattern": "^[a-z]{2}$"},
        "additionalProperties": content,
    }


def _record(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "additionalProperties": False,
        "properties": {**required, **(optional or {})},
    }


def _list_of(content: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": content, "uniqueItems": True}


_TEXTS = _by_language(_TEXT)
_QUANTITY = _record(
    {
        "value": {"type": "integer", "minimum": 0},
        "qualifier": {"enum": [qualifier.value for qualifier in Qualifier]},
        "unit": _TEXT,
    },
    {"style": {"enum": [style.value for style in Style]}, "wording": _TEXTS},
)
_NUMBERS = {"type": "object", "additionalProperties": _QUANTITY}

SCHEMA: dict[str, Any] = _record(
    {
        "version": {"type": "integer", "minimum": 1},
        "terms": _list_of(_TEXT),
        "source": _record(
            {
                "publisher": _TEXTS,
                "short_publisher": _TEXTS,
                "title": _TEXTS,
                "numbers": _NUMBERS,
                "figures_section": _TEXTS,
                "introduction_section": _TEXTS,
            },
            # Checked where the file is read, in words of its own: YAML makes a date of a date.
            {"url": {}, "published_on": {}, "license": {}},
        ),
        "tags": {
            "type": "object",
            "propertyNames": {"enum": [kind.value for kind in TagKind]},
            "additionalProperties": _list_of(
                _record({"key": _KEY, "name": _TEXTS, "words": _by_language(_list_of(_TEXT))})
            ),
        },
        "areas": {
            "type": "array",
            "minItems": 1,
            "items": _record(
                {
                    "key": _KEY,
                    "intent": _KEY,
                    "name": _TEXTS,
                    "section": _TEXTS,
                    "question": _TEXTS,
                    "summary": _TEXTS,
                    "facts": {**_list_of(_KEY), "minItems": 1},
                }
            ),
        },
        "facts": {
            "type": "array",
            "minItems": 1,
            "items": _record(
                {
                    "key": _KEY,
                    "section": {"enum": ["introduction", "area", "figures"]},
                    "label": _TEXTS,
                    "aliases": _by_language(_list_of(_TEXT)),
                    "question": _TEXTS,
                    "sentence": _TEXTS,
                    "follow_ups": _list_of(_KEY),
                },
                {
                    "area": _KEY,
                    "topic": {"enum": ["overview", "closure", "source"]},
                    "figure": _QUANTITY,
                    "numbers": _NUMBERS,
                    "published": _TEXTS,
                    "counts": _list_of(_TEXT),
                    "counted_by": _KEY,
                    "caption": _TEXTS,
                    "published_note": _TEXTS,
                    "printed_with": _KEY,
                    "tags": _list_of(_KEY),
                    "answers": _list_of({"enum": [kind.value for kind in QuestionKind]}),
                },
            ),
        },
    }
)
