"""Cuts texts to a platform's limits, counted as the platform counts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

Measure = Callable[[str], int]
ELLIPSIS = "…"
# Where a text may be cut, the best places first: paragraphs, lines, sentences, parts of a sentence, words.
_ENDS = (r"\n\n", r"\n", r"[.?!][”\")]?\s", r"[;:,]\s", r"\s")


def characters(text: str) -> int:
    """Length in Unicode characters."""
    return len(text)


def utf16_units(text: str) -> int:
    """Length in units of UTF-16, where an emoji counts two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8_bytes(text: str) -> int:
    """Length in bytes of UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def split(text: str, limit: int, measure: Measure) -> list[str]:
    """The text in pieces that fit, cut at the best place there is; nothing but white space at the cuts is lost.

    Args:
        text: of any length.
        limit: what a piece may measure, at least 10.
        measure: how long a text is.
    """
    pieces = []
    rest = text.strip()
    while measure(rest) > limit:
        most = _longest(rest, limit, measure)
        place = next(
            (end for pattern in _ENDS if (end := _last_end(pattern, rest, most)) > most // 3), most
        )
        pieces.append(rest[:place].rstrip())
        rest = rest[place:].lstrip()
    return [*pieces, rest] if rest else pieces


def shorten(text: str, limit: int, measure: Measure) -> str:
    """The text, or as many of its words as fit with an ellipsis behind them."""
    if measure(text) <= limit:
        return text
    most = _longest(text, limit - measure(ELLIPSIS), measure)
    kept = text[:most]
    if not text[most : most + 1].isspace():
        kept = kept.rpartition(" ")[0] or kept
    return kept.rstrip(" ,;:(“") + ELLIPSIS


def _last_end(pattern: str, text: str, most: int) -> int:
    """Where the last match ends that leaves no more than so many characters before it; 0 where there is none."""
    return max(
        (m.end() for m in re.finditer(pattern, text[: most + 1]) if m.start() <= most), default=0
    )


def _longest(text: str, limit: int, measure: Measure) -> int:
    """How many characters of a text fit, with no sign cut from the letter it belongs to."""
    low, high = 0, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle]) <= limit:
            low = middle
        else:
            high = middle - 1
    return next((place for place in _whole(text, low)), low)


def _whole(text: str, most: int) -> Iterator[int]:
    for place in range(most, 0, -1):
        follows = text[place : place + 1]
        joined = follows and (
            unicodedata.combining(follows)
            or follows in "\u200d\ufe0f"
            or text[place - 1] == "\u200d"
            or "\U0001f3fb" <= follows <= "\U0001f3ff"
        )
        if not joined:
            yield place
