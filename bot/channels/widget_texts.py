"""The widget's wording, by language, from `bot/web/texts/<language>.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.facts import read_yaml

TEXTS_FOLDER = Path(__file__).parent.parent / "web" / "texts"
_TEXT = {"type": "string", "minLength": 1}
KEYS = (
    *("title", "launcher", "close", "conversation", "you", "assistant", "keys"),
    *("notice_heading", "notice_automated", "notice_covers", "notice_stored", "notice_personal"),
    *("input", "send", "too_long", "typing", "suggestions"),
    *("copy_citation", "copied", "copy_failed", "helpful", "not_helpful", "feedback_kept"),
    *("waiting", "retry", "not_sent", "slow_down", "expired"),
    *("start_again", "started_again", "forget", "forgotten", "not_forgotten"),
)
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["direction", "texts"],
    "additionalProperties": False,
    "properties": {
        "direction": {"enum": ["ltr", "rtl"]},
        "texts": {
            "type": "object",
            "required": list(KEYS),
            "additionalProperties": False,
            "properties": dict.fromkeys(KEYS, _TEXT),
        },
    },
}


@dataclass(frozen=True)
class WidgetTexts:
    """The widget's wording in one language.

    Attributes:
        direction: "ltr" or "rtl".
        texts: by key.
    """

    direction: str
    texts: Mapping[str, str]


@cache
def load_widget_texts(language_code: str, folder: Path = TEXTS_FOLDER) -> WidgetTexts:
    """The widget's wording in a language.

    Raises:
        YamlFileError: there is no such file, or it is broken.
    """
    content = read_yaml(folder / f"{language_code}.yml", _SCHEMA)
    return WidgetTexts(content["direction"], content["texts"])
