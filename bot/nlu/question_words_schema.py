"""What `question_words.yml` must hold for each language."""

from __future__ import annotations

from typing import Any

from bot.facts import QuestionKind
from bot.facts.question import Position

_TEXTS = {"type": "array", "items": {"type": "string"}}
_WORDS = {"type": "object", "additionalProperties": {"type": "string"}}
_PROPERTIES: dict[str, Any] = {
    "openers": _TEXTS,
    "requests": _TEXTS,
    "joints": _TEXTS,
    "enumerators": _TEXTS,
    "asking_verbs": _TEXTS,
    "crisis": _TEXTS,
    "own": _TEXTS,
    "kin": _TEXTS,
    "lost": _TEXTS,
    "referring": _TEXTS,
    "likening": _TEXTS,
    "foreign_letters": _TEXTS,
    "personal": _TEXTS,
    "third_person": _TEXTS,
    "everything": _TEXTS,
    "comparing": _TEXTS,
    "surely_comparing": _TEXTS,
    "between_sides": {"type": "array", "items": _TEXTS},
    "corrections": _TEXTS,
    "negations": _TEXTS,
    "positions": {
        "type": "object",
        "propertyNames": {"enum": [position.value for position in Position]},
        "additionalProperties": _TEXTS,
    },
    "kinds": {
        "type": "object",
        "propertyNames": {"enum": [kind.value for kind in QuestionKind]},
        "additionalProperties": _TEXTS,
    },
    "leading": {
        "type": "object",
        "propertyNames": {"enum": [kind.value for kind in QuestionKind]},
        "additionalProperties": _TEXTS,
    },
    "before_leading": _TEXTS,
    "relative": _TEXTS,
    "naming": _TEXTS,
    "naming_nothing": _TEXTS,
    "subset_openers": _TEXTS,
    "after_counted": _TEXTS,
    "of": _TEXTS,
    "not_counted": _TEXTS,
    "not_claimed": _TEXTS,
    "irregular_plurals": _WORDS,
    "synonyms": _WORDS,
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": list(_PROPERTIES),
        "additionalProperties": False,
        "properties": _PROPERTIES,
    },
}
