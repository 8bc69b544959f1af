"""The server's limits and times, from `settings.yml`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from bot.facts import read_yaml

SETTINGS_FILE = Path(__file__).with_name("settings.yml")


@dataclass(frozen=True)
class Settings:
    """Limits and times; the comments in `settings.yml` give units and meaning."""

    most_characters: int
    most_body_bytes: int
    answer_seconds: int
    requests_per_minute: int
    retention_hours: int
    shutdown_seconds: int
    public_url: str


_NAMES = [field.name for field in fields(Settings)]
_ADDRESS = {"type": "string", "pattern": r"^(https?://[^/\s]+)?$"}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": _NAMES,
    "additionalProperties": False,
    "properties": {
        **{name: {"type": "integer", "minimum": 1} for name in _NAMES},
        "public_url": _ADDRESS,
    },
}


def load_settings(path: Path = SETTINGS_FILE) -> Settings:
    """The settings of a file.

    Raises:
        YamlFileError: the file is broken.
    """
    return Settings(**read_yaml(path, _SCHEMA))
