"""Finds facts by words and by area, the same with and without JavaScript."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.facts import Fact
from bot.press.press import Press

MOST_CHARACTERS = 100
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[,.'’\s](?=\d{3})")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Found:
    """What was asked for and what there is.

    Attributes:
        area: key of the area looked in; "" for all.
        words: what was searched for, as typed.
        figures: the figures that match.
        statements: the other facts that match; none where nothing was searched for.
    """

    area: str
    words: str
    figures: tuple[Fact, ...]
    statements: tuple[Fact, ...]


def search(press: Press, area: str, words: str) -> Found:
    """The facts of an area that hold every word searched for.

    Args:
        press: facts and wording.
        area: key of an area; anything else stands for all areas.
        words: as typed; a beginning of a word finds the word, and digits find a number with separators.
    """
    area = area if area in press.sheet.areas else ""
    words = words.strip()[:MOST_CHARACTERS]
    facts = [fact for fact in press.sheet.facts.values() if not area or fact.area == area]
    wanted = _words(words)
    matching = [fact for fact in facts if _holds(press, fact, wanted)]
    return Found(
        area=area,
        words=words,
        figures=tuple(fact for fact in matching if fact.figure),
        statements=tuple(fact for fact in matching if not fact.figure) if area or wanted else (),
    )


def _holds(press: Press, fact: Fact, wanted: Iterable[str]) -> bool:
    code = press.language.code
    texts = [
        fact.label[code],
        fact.text(press.language),
        fact.published_line(press.language),
        press.area_name(fact.area),
        *fact.aliases.get(code, ()),
    ]
    held = _words(" ".join(texts))
    return all(any(word.startswith(start) for word in held) for start in wanted)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", _BETWEEN_DIGITS.sub("", text))
    return _WORD.findall(plain.casefold())
