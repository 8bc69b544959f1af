"""Checks a text against the fact sheet: every number and every statement about the work, each with its verdict.

What is decided here is what a number or a sentence is about; a number that is not clearly about this work is never
called wrong. How a claim is judged stands in `ruling.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.facts import Kind
from bot.press.check.claims import StatedNumber, Statement
from bot.press.check.language import check_words
from bot.press.check.matching import Context, Matcher
from bot.press.check.names import Named, NameFinder
from bot.press.check.nouns import nouns_of
from bot.press.check.reading import ReadNumber, Sentence, fold, read_text
from bot.press.check.ruling import judge
from bot.press.check.subjects import subjects_of
from bot.press.check.verdicts import CheckVerdict, Judged, marked, of_statement
from bot.press.check.wording import Fit, wording_of
from bot.press.press import Press

# A number word of no more is said by the way ("two of them").
_SMALL = 12
# A bare number of so many digits is rather a year.
_YEAR_DIGITS = 4
_STATED = (Kind.COUNT, Kind.PERCENT, Kind.MULTIPLE, Kind.MAGNITUDE)


@dataclass(frozen=True)
class Mark:
    """A marked stretch of a text.

    Attributes:
        start, end: where it stands, in characters of the text as given.
        judged: what is said of it.
    """

    start: int
    end: int
    judged: Judged


@dataclass(frozen=True)
class Checked:
    """A text with its marks, in order, none overlapping."""

    text: str
    marks: tuple[Mark, ...]

    @property
    def counts(self) -> Mapping[CheckVerdict, int]:
        """How many marks there are of each verdict."""
        found = Counter(mark.judged.verdict for mark in self.marks)
        return {verdict: found[verdict] for verdict in CheckVerdict}


def check_text(press: Press, text: str) -> Checked:
    """Checks a text; the work grows with its length and no faster.

    Args:
        press: facts and wording.
        text: as given.
    """
    folded = fold(text)
    checker = _Checker(press)
    return Checked(
        text,
        tuple(
            Mark(*folded.span(start, end), judged)
            for sentence in read_text(press, folded.plain)
            for start, end, judged in checker.marks(sentence)
        ),
    )


class _Checker:
    """Checks the sentences of one text."""

    def __init__(self, press: Press) -> None:
        words = check_words(press.language.code)
        self._composer = press.composer
        self._subjects = subjects_of(press.language.code)
        self._names = NameFinder(press, self._subjects)
        self._matcher = Matcher(press.sheet, self._subjects, words, nouns_of(press.language.code))
        self._named: Named | None = None

    def marks(self, sentence: Sentence) -> Iterator[tuple[int, int, Judged]]:
        """The marks of a sentence: its numbers, or the sentence as a whole where none of them is about this work."""
        named = self._named = self._names.named(sentence.text, self._named)
        numbers = [
            (read.start, read.end, judged)
            for read in sentence.numbers
            if (
                judged := self._of_number(read, read.start - sentence.start, named, sentence.period)
            )
        ]
        stated = None
        if not any(judged.facts for _, _, judged in numbers):
            stated = self._of_sentence(sentence, named)
        if stated is None or (numbers and stated.verdict is not CheckVerdict.DIFFERS):
            yield from numbers
            return
        bare = sentence.text.strip()
        start = sentence.start + sentence.text.index(bare)
        yield start, start + len(bare), stated

    def _of_number(self, read: ReadNumber, place: int, named: Named, period: str) -> Judged | None:
        """What is said of a number; None where it needs no mark."""
        if read.number.value is None:
            return None
        words = self._names.without_ours(read.words)
        stems = self._subjects.stems(words.replace(read.number.text, " "))
        context = Context(stems, named.is_ours(place), named.is_of_others(place), bool(period))
        found = self._matcher.of_number(read, context)
        if found is not None:
            statement = Statement(words, (found.number,))
            judged = marked(judge(self._composer, found.fact, statement), found, period)
            if judged is not None:
                return self._without_words_of_area(judged)
        if read.aside or not _is_stated(read.number):
            return None
        nearest = self._matcher.nearest(read.number, stems)
        return Judged(CheckVerdict.NOT_IN_SOURCE, (nearest,) if nearest else ())

    def _of_sentence(self, sentence: Sentence, named: Named) -> Judged | None:
        """What is said of a sentence as a whole; None where it is not about this work."""
        text = self._names.without_ours(sentence.text)
        fact = self._matcher.of_sentence(self._subjects.stems(text), bool(named.ours))
        if fact is None:
            unsaid = Judged(CheckVerdict.NOT_IN_SOURCE, note="statement_unknown")
            return unsaid if named.ours else None
        numbers = tuple(read.number for read in sentence.numbers)
        statement = Statement(text, numbers)
        wording = wording_of(self._composer, fact, statement)
        if wording.fit is Fit.OPPOSITE:
            return Judged(CheckVerdict.DIFFERS, (fact,), "opposite")
        unknown = (*wording.unknown, *(number.text for number in numbers))
        return self._without_words_of_area(of_statement(fact, unknown))

    def _without_words_of_area(self, judged: Judged) -> Judged:
        """Less words that other facts of the area are told in: those have been read in the fact sheet."""
        if not judged.unknown:
            return judged
        return replace(judged, unknown=self._subjects.strange(judged.facts[0], judged.unknown))


def _is_stated(number: StatedNumber) -> bool:
    """Whether a number states how many there are, so that its absence from the fact sheet is worth a word."""
    spelt = not any(map(str.isdigit, number.text))
    dated = len(number.text) == _YEAR_DIGITS and number.text.isdigit()
    by_the_way = spelt and number.value is not None and number.value <= _SMALL
    stated = number.kind in _STATED and number.is_claim
    return stated and not by_the_way and not dated and not number.is_year(())
