"""Finds every number in a text, however it is written, with the words that qualify it.

One scanner serves the guard (no number may leave unproven), the check of the fact sheet (no number
may be typed into a sentence) and the reading of figures that people claim.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

from bot.facts.languages import Language, load_languages

# Between the digits of one number: a comma, a full stop, an apostrophe, or any of the spaces used so.
_SEPARATORS = ",.'’٬٫   \u00a0\u202f\u2009"
# Longer rows of digits, separators included, count nothing that could be read.
_MOST_DIGITS = 40
_GREATEST = 1e15
# A Roman numeral of two letters in capitals or three in any case; "mix" is a word.
_ROMAN = re.compile(
    r"\b(?!mix\b)(?=(?:[IVXLCDM]{2,}|(?i:[ivxlcdm]{3,}))(?:th)?\b)"
    r"(?i:m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3}))(?<=\w)(?:th)?\b"
)


class Kind(str, Enum):
    """What a number is used as."""

    COUNT = "count"
    ORDINAL = "ordinal"
    MULTIPLE = "multiple"
    PERCENT = "percent"
    MAGNITUDE = "magnitude"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class NumberMention:
    """A number found in a text.

    Attributes:
        start, end: where it stands, its qualifying words included.
        text: exactly what stands there.
        value: what it amounts to; None where it cannot be read.
        kind: what it is used as.
        qualifier: `more_than`, `less_than`, `about`, `exact`, or None where none is said.
    """

    start: int
    end: int
    text: str
    value: float | None
    kind: Kind
    qualifier: str | None


def find_numbers(text: str, language: Language) -> list[NumberMention]:
    """Every number in the text, in order, none overlapping.

    Args:
        text: any text.
        language: whose number words are read; digits of every script are found in any language.
    """
    mentions = [_read(match, language) for match in _scanner(language.code).finditer(text)]
    return sorted([*mentions, *_leftovers(text, mentions)], key=lambda mention: mention.start)


@cache
def _scanner(language_code: str) -> re.Pattern[str]:
    """One pattern for a whole mention: prefix, core, scale, kind, suffix."""
    language = load_languages()[language_code]
    digits = (
        rf"\d{{1,3}}(?:[{_SEPARATORS}]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[{_SEPARATORS[:5]}]\d+)*"
    )
    small = _either([*language.words, *language.ordinal_words])
    unit = _either(language.unit_words)
    scale = _either(language.scales)
    word_part = rf"(?:{small}|{scale})"
    ending = _either(language.endings)
    follows = rf"(?:[\s-]+(?:and[\s-]+)?(?:{word_part}|{ending}))*"
    others = _either(language.not_after_single)
    single = rf"{language.single}(?=\s+(?!{others}\b)[^\W\d_])"
    words = rf"(?:{unit}[\s-]+)?{word_part}{follows}|{single}"
    magnitude = _either(language.magnitudes)
    multiples = _either(language.multiple_words)
    fractions = rf"(?:{unit}\s+)?{_either(language.fraction_words)}(?:\s+{unit}?\s*{scale})?"
    letters = _either(language.scale_letters)
    ordinal = _either({end for end in language.ordinal_endings.values() if end})
    core = (
        rf"(?:(?P<digits>{digits})(?:(?P<ordinal>{ordinal})\b|\s?(?P<letter>{letters})\b"
        rf"|[\s-]*(?P<scale>{scale}(?:\s+{scale})*)\b)?"
        rf"|\b(?P<magnitude>{magnitude})\b|\b(?P<multiple>{multiples})\b"
        rf"|\b(?P<fraction>{fractions})\b|\b(?P<words>{words})\b)"
    )
    prefixes = _boundary(_flatten(language.prefixes))
    stronger = rf"(?:\b{_either(language.intensifiers)}\s+)?"
    prefix = rf"{stronger}(?P<prefix>(?:{prefixes})\s*)"
    kind = rf"[\s-]?(?:(?P<percent>{_either(language.percent)})|(?P<times>{_either(language.multiple)}))(?!\w)"
    suffix = rf"\s?(?P<suffix>{_either(_flatten(language.suffixes))})(?!\w)"
    factor = rf"(?P<factor>\b{_either(language.multiple_before)}\s+)?"
    return re.compile(rf"{factor}(?:{prefix})?{core}(?:{kind})?(?:{suffix})?", re.IGNORECASE)


def _flatten(table: Mapping[str, Iterable[str]]) -> list[str]:
    return [word for words in table.values() for word in words]


def _either(words: Iterable[str]) -> str:
    """An alternation, the longest first, spaces in it matching any white space."""
    ordered = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"


def _boundary(words: Iterable[str]) -> str:
    """An alternation in which words start at a word's edge and are followed by white space."""
    parts = []
    for word in sorted(words, key=len, reverse=True):
        pattern = re.escape(word).replace(r"\ ", r"\s+")
        parts.append(rf"\b{pattern}\s" if word[0].isalpha() else pattern)
    return "|".join(parts)


def _read(match: re.Match[str], language: Language) -> NumberMention:
    groups = match.groupdict()
    value, kind = _core_value(groups, language)
    if value is not None and not value < _GREATEST:
        value = None
    if groups["percent"]:
        kind = Kind.PERCENT
    elif groups["times"] or groups["factor"]:
        kind = Kind.MULTIPLE
    qualifier = _qualifier(groups["suffix"], language.suffixes) or _qualifier(
        groups["prefix"], language.prefixes
    )
    return NumberMention(match.start(), match.end(), match.group(), value, kind, qualifier)


def _core_value(groups: dict[str, str | None], language: Language) -> tuple[float | None, Kind]:
    if digits := groups["digits"]:
        value = _digits_value(digits)
        if value is not None and (letter := groups["letter"]):
            value *= language.scale_letters[letter.lower()]
        if value is not None and (scale := groups["scale"]):
            for word in scale.lower().split():
                value *= language.scales[word]
        return value, Kind.ORDINAL if groups["ordinal"] else Kind.COUNT
    if magnitude := groups["magnitude"]:
        return language.magnitudes[_plain(magnitude)], Kind.MAGNITUDE
    if multiple := groups["multiple"]:
        return language.multiple_words[_plain(multiple)], Kind.MULTIPLE
    if fraction := groups["fraction"]:
        value = 1.0
        for word in _plain(fraction).split():
            value *= language.fraction_words.get(word, language.scales.get(word, 1))
        return value, Kind.COUNT
    return _words_value(_plain(groups["words"] or ""), language)


def _plain(phrase: str) -> str:
    return " ".join(phrase.lower().replace("-", " ").split())


def _digits_value(digits: str) -> float | None:
    """Reads digits with separators: groups of three are thousands, one last short group decimals."""
    if len(digits) > _MOST_DIGITS:
        return None
    parts = re.split(rf"[{_SEPARATORS}]", digits)
    try:
        if len(parts) == 1:
            return float(int(parts[0]))
        if all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3:
            return float(int("".join(parts)))
        if len(parts[-1]) != 3 and all(len(part) == 3 for part in parts[1:-1]):
            return float(int("".join(parts[:-1])) + int(parts[-1]) / 10 ** len(parts[-1]))
    except ValueError:
        return None
    return None


def _words_value(phrase: str, language: Language) -> tuple[float | None, Kind]:
    """Reads "six thousand nine hundred"; an ordinal word anywhere makes the whole an ordinal."""
    total = current = 0.0
    kind = Kind.COUNT
    words = phrase.split()
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word in language.scales:
            scale = language.scales[word]
            current = (current or 1) * scale
            if scale > 100:
                total, current = total + current, 0.0
        elif word in language.words:
            value = language.words[word]
            # "nineteen ninety-nine": a year said in two halves.
            current = (
                current * 100 + value if 10 < current <= 20 and value >= 10 else current + value
            )
        elif word in language.ordinal_words:
            current += language.ordinal_words[word]
            kind = Kind.ORDINAL
        elif word in language.endings and kind is Kind.ORDINAL:
            pass  # "the third one" is no fourth
        elif word in language.endings:
            current += language.endings[word]
            kind = kind if word in language.unit_words else Kind.ORDINAL
        elif word in language.unit_words and following in language.scales:
            current = 1
    return total + current, kind


def _qualifier(found: str | None, table: Mapping[str, tuple[str, ...]]) -> str | None:
    if found is None:
        return None
    plain = " ".join(found.lower().split())
    return next((name for name, words in table.items() if plain in words), None)


def _leftovers(text: str, mentions: Iterable[NumberMention]) -> list[NumberMention]:
    """Numbers in forms the pattern does not read: ½, ②, Ⅻ, superscripts, Roman numerals."""
    # Character by character, so that a text of nothing but numbers takes no longer than its length.
    read = bytearray(len(text))
    for mention in mentions:
        read[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    found = [
        (position, position + 1)
        for position, character in enumerate(text)
        if unicodedata.category(character) in ("Nd", "Nl", "No")
    ]
    found += [match.span() for match in _ROMAN.finditer(text)]
    return [
        NumberMention(start, end, text[start:end], None, Kind.UNREADABLE, None)
        for start, end in found
        if not any(read[start:end])
    ]
