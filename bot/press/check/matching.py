"""What a number or a sentence is said of, where that is clear enough to judge it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.facts import Fact, FactSheet, Kind, Qualifier, Quantity, Style
from bot.press.check.claims import StatedNumber
from bot.press.check.language import CheckWords
from bot.press.check.nouns import Nouns
from bot.press.check.reading import WORD, ReadNumber, in_shorter_units
from bot.press.check.subjects import Subjects

# Shares of a fact's words that have to be said: of a number that is the fact's own; of another number where the
# organisation is named; and of another number where it is not.
_OWN, _NAMED, _UNNAMED = 0.3, 0.5, 0.7
# Years, ordinals and the like are too common to be taken for a fact's by themselves.
COMMON_STYLES, _COMMON_OWN = (Style.YEAR, Style.ORDINAL, Style.WORDS), 0.5
# A count of so many figures tells by itself whose it is, the noughts at its end aside.
_TELLING_FIGURES = 3
# So many words of a sentence, and such a share of them, make it one about a fact.
_LEAST_SHARED, _SHARED = 2, 0.5
_ORDERS = (Qualifier.THOUSANDS, Qualifier.TENS_OF_THOUSANDS)


@dataclass(frozen=True)
class Context:
    """What stands around a number.

    Attributes:
        stems: of the words that belong to it.
        ours: whether the organisation is named nearest to it.
        others: whether someone else is.
        partial: whether the sentence is limited to a part of the work's time.
    """

    stems: frozenset[str]
    ours: bool
    others: bool
    partial: bool = False


@dataclass(frozen=True)
class Match:
    """The fact that a number is said of.

    Attributes:
        number: in the fact's unit.
        share: how much of what the fact says is said.
    """

    fact: Fact
    number: StatedNumber
    share: float


class Matcher:
    """Finds the facts that numbers and sentences are about."""

    def __init__(
        self, sheet: FactSheet, subjects: Subjects, words: CheckWords, nouns: Nouns
    ) -> None:
        """Over one fact sheet.

        Args:
            sheet: the facts.
            subjects: what they are about.
            words: how numbers are read.
            nouns: those that the sheet counts.
        """
        self._sheet, self._subjects, self._words = sheet, subjects, words
        self._known = nouns.known
        self._counting = [fact for fact in sheet.facts.values() if fact.numbers]

    def of_number(self, read: ReadNumber, context: Context) -> Match | None:
        """The fact that a number is said of, if that is clear enough.

        A fact whose own number it is comes before one of which it would be wrong, unless only that one is spoken of.
        """
        own: list[tuple[float, Match]] = []
        wrong: list[tuple[float, Match]] = []
        for number, fact in self._possible(read, context):
            share = self._subjects.coverage(fact, context.stems, number.counts)
            score = share + self._subjects.precision(fact, context.stems)
            same = any(_is_same(number, quantity, fact) for quantity in fact.numbers.values())
            if same and self._is_own(read, number, fact, share, context):
                own.append((score, Match(fact, number, share)))
            elif _may_be_wrong(number, fact) and self._is_clear(read, fact, share, context):
                wrong.append((score, Match(fact, number, share)))
        found = [max(one, key=lambda entry: entry[0])[1] for one in (own, wrong) if one]
        if len(found) > 1 and found[0].share < _NAMED and found[1].share >= _UNNAMED:
            return found[1]
        return found[0] if found else None

    def nearest(self, number: StatedNumber, stems: frozenset[str]) -> Fact | None:
        """The figure nearest to what is said, where one is near."""
        shares = [
            (self._subjects.coverage(fact, stems, number.counts), fact)
            for fact in self._subjects.touched(stems)
            if fact.figure
        ]
        share, fact = max(shares, key=lambda entry: entry[0], default=(0.0, None))
        return fact if share >= _NAMED else None

    def of_sentence(self, stems: frozenset[str], ours: bool) -> Fact | None:
        """The fact that a sentence states, in its own words or nearly.

        Args:
            stems: of the sentence's words.
            ours: whether the organisation is named; where it is not, more of the fact has to be said, and little else.
        """
        least, least_shared = (_SHARED, _SHARED) if ours else (_UNNAMED, _UNNAMED)
        best, most = None, 0.0
        for fact in self._subjects.touched(stems):
            share = self._subjects.coverage(fact, stems)
            own = len(stems & self._subjects.said(fact))
            # A sentence may tell of several things that were done in one area.
            shared = self._subjects.precision_in_area(fact, stems)
            enough = shared >= least_shared and share >= least and own >= _LEAST_SHARED
            score = share + self._subjects.precision(fact, stems)
            if enough and score > most:
                best, most = fact, score
        return best

    def _possible(self, read: ReadNumber, context: Context) -> Iterator[tuple[StatedNumber, Fact]]:
        touched = {fact.key for fact in self._subjects.touched(context.stems)}
        for number in in_shorter_units(read.number, self._words):
            for fact in self._counting:
                named = any(quantity.value == number.value for quantity in fact.numbers.values())
                if named or fact.key in touched:
                    yield number, fact

    def _is_own(
        self, read: ReadNumber, number: StatedNumber, fact: Fact, share: float, context: Context
    ) -> bool:
        """Whether a number that one of a fact's is can be taken for it."""
        quantity = fact.main_quantity
        if quantity is None or quantity.style in COMMON_STYLES:
            return share >= _COMMON_OWN
        if read.aside:
            return False
        figures = len(str(quantity.value).rstrip("0"))
        telling = quantity.is_count and figures >= _TELLING_FIGURES
        if number.counts in (None, *fact.counts) or quantity.style is Style.FOLD:
            words = WORD.findall(read.words.replace(read.number.text, " "))
            bare = all(map(self._subjects.is_known, words))
            return share >= _OWN or context.ours or telling or bare
        near = share > 0 or context.ours or number.counts in self._known
        return (telling and near) or share >= _UNNAMED

    def _is_clear(self, read: ReadNumber, fact: Fact, share: float, context: Context) -> bool:
        """Whether a number is so clearly said of a fact that it may be called wrong."""
        if read.aside or context.others:
            return False
        dated = fact.main_quantity is not None and fact.main_quantity.style is Style.YEAR
        if (context.partial and not dated) or (
            self._is_of_partner(fact, context) and not context.ours
        ):
            return False
        stems = context.stems
        # Two words may be a mere name ("families of the missing"); three that are all the fact's say what it says.
        enough = _LEAST_SHARED if context.ours else _LEAST_SHARED + 1
        whole = len(stems) >= enough and stems <= self._subjects.said(fact)
        return whole or share >= (_NAMED if context.ours else _UNNAMED)

    def _is_of_partner(self, fact: Fact, context: Context) -> bool:
        """Whether one of the sheet's partners is named that has no part in the fact, and may be who did it."""
        return any(key not in fact.tags for key in self._subjects.partners(context.stems))


def _is_same(number: StatedNumber, quantity: Quantity, fact: Fact) -> bool:
    """Whether a number is one of a fact's, however it is qualified."""
    if number.value != quantity.value:
        return False
    if quantity.qualifier in _ORDERS:
        return number.kind is Kind.MAGNITUDE
    if quantity.style is Style.YEAR:
        return number.is_year(fact.counts)
    kinds = {Style.ORDINAL: Kind.ORDINAL, Style.FOLD: Kind.MULTIPLE}
    return number.kind is kinds.get(quantity.style, Kind.COUNT)


def _may_be_wrong(number: StatedNumber, fact: Fact) -> bool:
    """Whether a number that none of a fact's is can be a wrong one of it: it counts the same, in the same way."""
    quantity = fact.main_quantity
    if quantity is None:
        return False
    if quantity.style is Style.YEAR:
        return number.is_year(fact.counts)
    if quantity.style is Style.FOLD:
        return number.kind in (Kind.MULTIPLE, Kind.PERCENT)
    if quantity.style is Style.ORDINAL:
        return number.kind is Kind.ORDINAL
    counting = number.kind in (Kind.COUNT, Kind.MAGNITUDE) and not number.is_year(fact.counts)
    return counting and number.counts in (None, *fact.counts)
