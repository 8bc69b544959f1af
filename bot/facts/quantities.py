"""A number of the fact sheet together with how exact it is, and every way it may be written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.facts.languages import Language


class Qualifier(str, Enum):
    """What the source says about how exact a number is."""

    EXACT = "exact"
    MORE_THAN = "more_than"
    ABOUT = "about"
    THOUSANDS = "thousands"
    TENS_OF_THOUSANDS = "tens_of_thousands"


class Style(str, Enum):
    """How the number itself is written."""

    DIGITS = "digits"
    ORDINAL = "ordinal"
    YEAR = "year"
    FOLD = "fold"
    WORDS = "words"


@dataclass(frozen=True)
class Quantity:
    """One number of the source.

    Attributes:
        value: the number; for an order of magnitude ("tens of thousands") its lower bound.
        qualifier: how exact the source says it is.
        style: how the number is written.
        unit: what is counted, in the singular.
        wording: the source's own phrase by language, where it is kept as it is ("over 30").
    """

    value: int
    qualifier: Qualifier
    style: Style
    unit: str
    wording: tuple[tuple[str, str], ...] = ()

    @property
    def is_count(self) -> bool:
        """Whether it says how many there are of something, unlike a year, an ordinal or a multiple."""
        return self.style not in (Style.FOLD, Style.YEAR, Style.ORDINAL)

    def in_sentence(self, language: Language) -> str:
        """The quantity as it stands in a sentence, for example "more than 600"."""
        for code, phrase in self.wording:
            if code == language.code:
                return phrase
        form = language.qualifiers[self.qualifier.value].sentence
        return form.format(self._number(language))

    def compact(self, language: Language) -> str:
        """The quantity as it stands in a table, for example "600+"."""
        form = language.qualifiers[self.qualifier.value].compact
        return form.format(self._number(language))

    def renderings(self, language: Language) -> frozenset[str]:
        """Every way in which this quantity may be written, in lower case."""
        forms = language.qualifiers[self.qualifier.value]
        number = self._number(language)
        written = {form.format(number) for form in (forms.sentence, forms.compact, *forms.also)}
        return frozenset(text.lower() for text in written)

    def _number(self, language: Language) -> str:
        if self.style is Style.YEAR:
            return str(self.value)
        if self.style is Style.WORDS:
            return next(word for word, value in language.words.items() if value == self.value)
        digits = f"{self.value:,}".replace(",", language.group_separator)
        if self.style is Style.ORDINAL:
            return digits + _ordinal_ending(self.value, language)
        if self.style is Style.FOLD:
            return language.fold.format(digits)
        return digits


def _ordinal_ending(value: int, language: Language) -> str:
    endings = language.ordinal_endings
    for digits in (2, 1):
        last = str(value)[-digits:]
        if last in endings:
            return endings[last]
    return endings["default"]
