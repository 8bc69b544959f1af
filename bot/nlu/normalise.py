"""Brings texts that mean the same into the same form before features are made of them."""

from __future__ import annotations

import re
import unicodedata

from bot.facts import DEFAULT_LANGUAGE, Kind, find_numbers, language

# Any number of a kind stands for all of that kind: "was it 900 visits?" and "was it 950 visits?" are
# one question. What number it was is read elsewhere, from the text as typed.
_STANDS_FOR = {
    Kind.COUNT: "4,321",
    Kind.PERCENT: "43 percent",
    Kind.MULTIPLE: "43 times",
    Kind.ORDINAL: None,
    Kind.MAGNITUDE: None,
    Kind.UNREADABLE: None,
}


def normalise(text: str, language_code: str = DEFAULT_LANGUAGE) -> str:
    """The text in lower case, with plain quotes and spaces and every number replaced by one of its kind."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'")
    pieces: list[str] = []
    position = 0
    for mention in find_numbers(text, language(language_code)):
        stand_in = _STANDS_FOR[mention.kind]
        before = text[mention.start - 1 : mention.start]
        if stand_in is None or before.isalpha() or before == "-":
            # Part of a name (COVID-19), or a word that says more than its number (first, thousands).
            continue
        pieces += [text[position : mention.start], stand_in]
        position = mention.end
    pieces.append(text[position:])
    return re.sub(r"\s+", " ", "".join(pieces)).strip().lower()
