"""Who is named in a sentence: the organisation, others, or another country."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

from bot.press.check.language import check_words
from bot.press.check.reading import WORD
from bot.press.check.subjects import Subjects
from bot.press.press import Press

_FAR = 1 << 40


@dataclass(frozen=True)
class Named:
    """Who is named in a sentence.

    Attributes:
        ours: where the organisation is named.
        others: where someone or something is named that the sheet does not know.
        abroad: whether another country is named.
    """

    ours: tuple[int, ...]
    others: tuple[int, ...]
    abroad: bool

    def is_ours(self, place: int) -> bool:
        """Whether the organisation is the one named nearest before a place, or else first behind it."""
        return bool(self.ours) and _distance(self.ours, place) <= _distance(self.others, place)

    @property
    def ends_with_ours(self) -> bool:
        """Whether the organisation is the one named last."""
        return bool(self.ours) and (not self.others or self.ours[-1] > self.others[-1])

    def is_of_others(self, place: int) -> bool:
        """Whether someone else is, or the sentence is about another country."""
        return self.abroad or (bool(self.others) and not self.is_ours(place))


class NameFinder:
    """Finds the names in sentences."""

    def __init__(self, press: Press, subjects: Subjects) -> None:
        """Over the words of one language.

        Args:
            press: the publisher's names.
            subjects: which words the sheet knows.
        """
        words = check_words(press.language.code)
        self._subjects = subjects
        publisher = press.source()["publisher"]
        names = (press.author().casefold(), publisher.casefold(), *words.work)
        # A genitive belongs to the name.
        self._ours = re.compile(rf"{_pattern(names).pattern}(?:['’]s\b)?", re.IGNORECASE)
        self._going_on = re.compile(rf"\W*{_pattern(words.going_on).pattern}", re.IGNORECASE)
        self._countries = _pattern(tuple(sorted(words.other_countries)))
        self._organisations = _pattern(tuple(sorted(words.other_organisations)))

    def without_ours(self, text: str) -> str:
        """A text without the names of the organisation, of the same length: who did it is no word of a claim."""
        return self._ours.sub(lambda match: " " * len(match[0]), text)

    def named(self, text: str, before: Named | None = None) -> Named:
        """Who is named in a sentence. A word with a capital that the sheet does not know is taken for a name.

        Args:
            text: the sentence.
            before: who was named in the sentence before it, which "it" may go on about.
        """
        others = [match.start() for match in self._organisations.finditer(text)]
        for place, match in enumerate(WORD.finditer(self.without_ours(text))):
            word = match[0]
            name = word[0].isupper() and (place > 0 or (word.isupper() and len(word) > 1))
            if name and not self._subjects.is_known(word):
                others.append(match.start())
        ours = [match.start() for match in self._ours.finditer(text)]
        if before is not None and self._going_on.match(text):
            if before.ends_with_ours:
                ours.insert(0, 0)
            elif before.others:
                others.append(0)
        return Named(
            ours=tuple(ours),
            others=tuple(sorted(others)),
            abroad=bool(self._countries.search(text)),
        )


def _distance(places: tuple[int, ...], place: int) -> tuple[bool, int]:
    """How near a place is named, what stands before it first."""
    if not places:
        return True, _FAR
    behind = bisect_left(places, place)
    return (False, place - places[behind - 1]) if behind else (True, places[0])


@cache
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of the names as whole words; nothing where there are none."""
    longest_first = sorted(names, key=len, reverse=True)
    forms = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)
    return re.compile(rf"\b(?:{forms})\b" if forms else r"(?!)", re.IGNORECASE)
