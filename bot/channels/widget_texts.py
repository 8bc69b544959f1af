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
    *("input", "send", "too_long", "typing", "suggestions", "areas"),
    *("in_line", "unsent", "show_all", "show_less"),
    *("check", "new_tab", "copy_citation", "copied", "copy_failed"),
    *("helpful", "not_helpful", "feedback_kept"),
    *("offline", "fault", "busy", "slow_down", "not_allowed", "not_sent"),
    *("retrying", "retry_in", "tries_ended", "retry", "cancel", "expired"),
    *("start_again", "confirm_start_again", "started_again"),
    *("forget", "confirm_forget", "forgotten", "not_forgotten", "keep"),
)
# Said by the server; the widget needs none of these.
SERVER_KEYS = ("citation", "elsewhere", "elsewhere_link")
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["direction", "texts", "server"],
    "additionalProperties": False,
    "properties": {
        "direction": {"enum": ["ltr", "rtl"]},
        **{
            group: {
                "type": "object",
                "required": list(keys),
                "additionalProperties": False,
                "properties": dict.fromkeys(keys, _TEXT),
            }
            for group, keys in (("texts", KEYS), ("server", SERVER_KEYS))
        },
    },
}


@dataclass(frozen=True)
class WidgetTexts:
    """The widget's wording in one language.

    Attributes:
        direction: "ltr" or "rtl".
        texts: what the widget says, by key.
        server: what the server says about it, by key.
    """

    direction: str
    texts: Mapping[str, str]
    server: Mapping[str, str]


@cache
def load_widget_texts(language_code: str, folder: Path = TEXTS_FOLDER) -> WidgetTexts:
    """The widget's wording in a language.

    Raises:
        YamlFileError: there is no such file, or it is broken.
    """
    content = read_yaml(folder / f"{language_code}.yml", _SCHEMA)
    return WidgetTexts(content["direction"], content["texts"], content["server"])
