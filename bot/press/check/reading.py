"""Reads a text that is to be checked: folded, in sentences, each number with the words that belong to it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from bot.facts import NumberMention, find_numbers
from bot.press.check.claims import StatedNumber
from bot.press.check.language import CheckWords, check_words
from bot.press.check.nouns import NOUN_WITHIN, Nouns, nouns_of
from bot.press.press import Press

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# A sentence ends here; a single line break is none, since mails break their lines anywhere.
_ENDS = re.compile(r"(?<=[.!?…])[\"”’)\]]{0,3}\s+(?![a-z\s])|\n[^\S\n]*\n\s*|\n(?=\s{0,8}[•·*–-])")
_NOT_TEXT = r"https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w.-]{1,255}"
_TELEPHONE = r"\+?\(?\d(?:[\s().\-/]{0,2}\d){6,}"
_GROUPED = re.compile(r"\d{1,3}(?:[,.\s]\d{3})+")
_DIGIT_DATES = r"\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\d{1,2}:\d\d\b"
_LABEL = re.compile(r"([^\W\d_]+)[.:]?\s*$")
# Hyphens as typesetters set them, behind which "-fold" was not read; dashes stay: they part what they stand between.
_HYPHENS = str.maketrans("‐‑﹣－", "----")
# Ligatures are of three letters at most; signs that stand for whole phrases would make the text many times longer.
_MOST_LETTERS = 3
# So far behind a number its noun, a currency or an hour may stand.
_CHARACTERS_AFTER = 80


@dataclass(frozen=True)
class Folded:
    """A text without what only dresses it up (full-width forms, invisible characters, accents).

    Attributes:
        plain: the text so folded.
        places: for each character of it, where it stands in the text as given.
    """

    plain: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the folded text stands in the text as given."""
        return self.places[start], self.places[end - 1] + 1


@dataclass(frozen=True)
class ReadNumber:
    """A number of a text with its context.

    Attributes:
        start, end: where it stands in the folded text, without white space around it.
        number: as it is read.
        words: the stretch of the sentence that belongs to it.
        aside: whether it is plainly about something else: a date, a sum, a page, a telephone number.
    """

    start: int
    end: int
    number: StatedNumber
    words: str
    aside: bool


@dataclass(frozen=True)
class Sentence:
    """A sentence of a text; `start` and `end` in the folded text.

    Attributes:
        period: a year or a phrase that limits it to a part of the work's time ("in 2031"); "" where there is none.
    """

    start: int
    end: int
    text: str
    numbers: tuple[ReadNumber, ...]
    period: str = ""


def fold(text: str) -> Folded:
    """The text folded, character by character, so that places can be told."""
    plain: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        category = unicodedata.category(character)
        if category in ("Cf", "Mn", "Me") or (category == "Cc" and not character.isspace()):
            continue
        # Fractions and circled digits stay: they are read as what they are, which is no number here.
        folded = character if category in ("No", "Zs") else unicodedata.normalize("NFKC", character)
        if len(folded) > _MOST_LETTERS:
            folded = character
        folded = folded.translate(_HYPHENS)
        for letter in folded:
            if not unicodedata.combining(letter):
                plain.append(letter)
                places.append(place)
    return Folded("".join(plain), tuple(places))


def read_text(press: Press, text: str) -> Iterator[Sentence]:
    """The sentences of a folded text, with their numbers.

    Args:
        press: facts and wording.
        text: folded.
    """
    spoken, nouns = check_words(press.language.code), nouns_of(press.language.code)
    mentions = find_numbers(text, press.language)
    taken = bytearray(len(text))
    for match in _elsewhere(press).finditer(text):
        if not _GROUPED.fullmatch(match[0]):
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    for term in press.sheet.terms:
        for match in re.finditer(re.escape(term), text):
            taken[match.start() : match.end()] = b"\1" * len(term)
    position = 0
    for start, end in _sentences(text, mentions):
        own = []
        while position < len(mentions) and mentions[position].start < end:
            own.append(mentions[position])
            position += 1
        shared = _shared_out(text, start, end, own, spoken)
        yield Sentence(
            start,
            end,
            text[start:end],
            tuple(
                _read(text, mention, words, spoken, nouns, any(taken[mention.start : mention.end]))
                for mention, words in zip(own, shared, strict=True)
            ),
            _period(press, text[start:end]),
        )


def _period(press: Press, sentence: str) -> str:
    spoken = check_words(press.language.code)
    months = (*press.texts.months, *spoken.months)
    found = _pattern_of_periods(months, spoken.before_years, spoken.periods).search(sentence)
    return found[0] if found else ""


def _sentences(text: str, mentions: list[NumberMention]) -> Iterator[tuple[int, int]]:
    """Where the sentences stand; none ends inside a number ("approx. 3")."""
    inside = bytearray(len(text) + 1)
    for mention in mentions:
        inside[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    start = 0
    for match in _ENDS.finditer(text):
        if inside[match.start() - 1] and inside[match.end() - 1]:
            continue
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def _shared_out(
    text: str, start: int, end: int, mentions: list[NumberMention], spoken: CheckWords
) -> list[str]:
    """The words of a sentence that belong to each of its numbers."""
    joints = _joints(spoken.joints)
    cuts = [start]
    for before, after in pairwise(mentions):
        between = [match.start() for match in joints.finditer(text, before.end, after.start)]
        cuts.append(between[-1] if between else after.start)
    ends = [*cuts[1:], end]
    return [text[cut:until] for cut, until in zip(cuts, ends, strict=True)] if mentions else []


def _read(
    text: str,
    mention: NumberMention,
    words: str,
    spoken: CheckWords,
    nouns: Nouns,
    taken: bool,
) -> ReadNumber:
    start = mention.start + len(mention.text) - len(mention.text.lstrip())
    end = mention.start + len(mention.text.rstrip())
    behind = re.split(
        r"[(,]|[.;:!?)](?:\s|$)", text[mention.end : mention.end + _CHARACTERS_AFTER]
    )[0]
    after = [match[0].casefold() for match in WORD.finditer(behind)][: NOUN_WITHIN + 1]
    noun = nouns.after(after)
    number = StatedNumber(
        text=text[start:end],
        value=mention.value,
        kind=mention.kind,
        qualifier=mention.qualifier,
        counts=noun,
        is_claim=noun not in nouns.not_claimed,
    )
    return ReadNumber(
        start, end, number, words, taken or _is_aside(text, start, end, after, spoken)
    )


def _is_aside(text: str, start: int, end: int, after: list[str], spoken: CheckWords) -> bool:
    before = text[max(0, start - 24) : start]
    touching = before[-1:]
    if touching.isalpha() or touching in ("_", "#", "№", "/"):
        return True  # part of a name ("G20") or of a fraction
    if touching == "-" and before[-2:-1].isalpha():
        return True
    label = _LABEL.search(before)
    if label and label[1].casefold() in spoken.labels:
        return True
    beside = {before.rstrip()[-1:], text[end : end + 2].lstrip()[:1]}
    return bool(beside & spoken.currency_signs) or not spoken.currencies.isdisjoint(after[:2])


@cache
def _joints(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"[,;\n]|\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


@cache
def _pattern_elsewhere(months: tuple[str, ...], hours: tuple[str, ...]) -> re.Pattern[str]:
    month = rf"(?:{'|'.join(map(re.escape, months))})\b\.?"
    day = r"\d{1,2}(?:st|nd|rd|th)?"
    written = (
        rf"\b{day}(?:\s?[–-]\s?{day})?\s+(?:of\s+)?{month}(?:,?\s+\d{{4}}\b)?"
        rf"|\b{month}\s+{day}\b(?:,?\s+\d{{4}}\b)?|\b{month}\s+\d{{4}}\b"
    )
    hour = rf"\b\d{{1,2}}(?:[.:]\d\d)?\s?(?:{'|'.join(map(re.escape, hours))})(?!\w)"
    return re.compile("|".join((_NOT_TEXT, _DIGIT_DATES, written, hour, _TELEPHONE)), re.IGNORECASE)


@cache
def _pattern_of_periods(
    months: tuple[str, ...], before: tuple[str, ...], phrases: tuple[str, ...]
) -> re.Pattern[str]:
    month = rf"(?:(?:{'|'.join(map(re.escape, months))})\b\.?\s+)?"
    year = rf"\b(?:{'|'.join(before)})\s+{month}(?:19|20)\d\d\b(?![.,]\d)"
    spoken = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in phrases)
    return re.compile(rf"{year}|\b(?:{spoken})\b", re.IGNORECASE)


def _elsewhere(press: Press) -> re.Pattern[str]:
    """Finds addresses, dates, hours and telephone numbers."""
    spoken = check_words(press.language.code)
    return _pattern_elsewhere((*press.texts.months, *spoken.months), spoken.hours)


def in_shorter_units(number: StatedNumber, spoken: CheckWords) -> Iterator[StatedNumber]:
    """The number, and what it amounts to in a shorter unit where it counts a longer one."""
    yield number
    of = spoken.several.get(number.counts or "")
    if of is not None and number.value is not None:
        yield replace(number, value=number.value * of[1], counts=of[0])
