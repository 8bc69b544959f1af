"""Where the original is and what day it bears: both may be unknown, and neither may be nearly right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit


def day_of(value: Any) -> date | None:
    """A day of the file, as YAML reads it or in quotes; None where it is left out or is none."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def origin_problems(source: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the original's address and date, one line each."""
    for name in ("url", "license"):
        if name in source and not _is_web_address(source[name]):
            yield (
                f"source.{name}: '{source[name]}' is no web address. Write it in full, beginning with "
                "https://, or leave the line out."
            )
    if "published_on" in source and day_of(source["published_on"]) is None:
        yield (
            f"source.published_on: '{source['published_on']}' is no date. Write year, month and day "
            "as 2031-12-31, or leave the line out."
        )


def _is_web_address(value: Any) -> bool:
    if not isinstance(value, str) or any(
        not character.isprintable() or character.isspace() for character in value
    ):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "")
