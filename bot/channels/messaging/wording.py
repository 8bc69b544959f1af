"""The wording of the messaging platforms, by language, from `texts/<language>.yml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bot.facts import read_yaml

TEXTS_FOLDER = Path(__file__).with_name("texts")
KEYS = (
    "notice",
    "unreadable",
    "too_long",
    "forgotten",
    "choose_again",
    "crowded",
    "apology",
    "interrupted",
    "list",
    "further",
)
_COMMANDS = ("start", "help", "forget")
_TEXT = {"type": "string", "minLength": 1}
_WORDS = {"type": "array", "items": _TEXT, "minItems": 1}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": [*KEYS, "commands"],
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(KEYS, _TEXT),
        "commands": {
            "type": "object",
            "required": list(_COMMANDS),
            "additionalProperties": False,
            "properties": dict.fromkeys(_COMMANDS, _WORDS),
        },
    },
}


def load_messaging_texts(language_code: str) -> Mapping[str, str]:
    """What is said in a language, by key.

    Raises:
        YamlFileError: the file is broken.
    """
    content = _content(language_code)
    return {key: content[key] for key in KEYS}


def load_commands(language_code: str) -> Mapping[str, Sequence[str]]:
    """The words of a language that are commands, by the wish they stand for.

    Raises:
        YamlFileError: the file is broken.
    """
    commands: Mapping[str, Sequence[str]] = _content(language_code)["commands"]
    return commands


@cache
def _content(language_code: str) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(TEXTS_FOLDER / f"{language_code}.yml", _SCHEMA)
    return content
