"""Finds facts by words and by area, the same with and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.facts import Fact
from bot.press.press import Press
from bot.press.search_words import SearchWords, Term, nearest, search_words, words_of

MOST_CHARACTERS = 100
# Facts that match some of the words only; more of them would bury what was asked for.
MOST_PARTLY = 8


@dataclass(frozen=True)
class Matches:
    """Facts that match, figures apart from the others, the best first."""

    figures: tuple[Fact, ...] = ()
    statements: tuple[Fact, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.figures or self.statements)


@dataclass(frozen=True)
class Found:
    """What was asked for and what there is.

    Attributes:
        area: key of the area looked in; "" for all.
        words: what was searched for, as typed.
        whole: what matches every word; no statements where nothing was searched for.
        partly: what matches some of several words.
        taken: words that nothing holds, with those taken for them.
    """

    area: str
    words: str
    whole: Matches
    partly: Matches = Matches()
    taken: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Entry:
    """A fact with its words: those it is told in, and with them those of its area and tags."""

    fact: Fact
    own: tuple[str, ...]
    all: tuple[str, ...]


def search(press: Press, area: str, words: str) -> Found:
    """The facts of an area that match what was typed, all words or some.

    Args:
        press: facts and wording.
        area: key of an area; anything else stands for all areas.
        words: as typed; a beginning of a word finds the word, and digits find a number with separators.
    """
    area = area if area in press.sheet.areas else ""
    words = words.strip()[:MOST_CHARACTERS]
    spoken = search_words(press.language.code)
    every = [_entry(press, fact) for fact in press.sheet.facts.values()]
    terms = [_put_right(spoken, term, every) for term in spoken.terms(words)]
    entries = [entry for entry in every if not area or entry.fact.area == area]
    if not terms:
        facts = [entry.fact for entry in entries if entry.fact.figure or area]
        return Found(area, words, _matches(facts))
    held = {
        entry.fact.key: [term for term in terms if spoken.matches(term, entry.all)]
        for entry in entries
    }
    whole = [entry for entry in entries if len(held[entry.fact.key]) == len(terms)]
    # What is told in these very words stands before what is found by its area or a synonym.
    whole.sort(key=lambda entry: -sum(spoken.matches(term, entry.own) for term in terms))
    partly = [entry for entry in entries if 0 < len(held[entry.fact.key]) < len(terms)]
    rarity = {term: 1 / max(1, sum(term in found for found in held.values())) for term in terms}
    partly.sort(key=lambda entry: -sum(rarity[term] for term in held[entry.fact.key]))
    return Found(
        area,
        words,
        whole=_matches(entry.fact for entry in whole),
        partly=_matches(entry.fact for entry in partly[:MOST_PARTLY]),
        taken=tuple((term.typed, term.taken) for term in terms if term.taken),
    )


def _matches(facts: Iterable[Fact]) -> Matches:
    found = tuple(facts)
    return Matches(
        figures=tuple(fact for fact in found if fact.figure),
        statements=tuple(fact for fact in found if not fact.figure),
    )


def _put_right(spoken: SearchWords, term: Term, entries: list[_Entry]) -> Term:
    """The term, or the nearest word there is if no fact holds it."""
    if any(spoken.matches(term, entry.all) for entry in entries):
        return term
    taken = nearest(term.typed, (word for entry in entries for word in entry.all))
    return replace(term, forms=(taken,), taken=taken) if taken else term


def _entry(press: Press, fact: Fact) -> _Entry:
    code = press.language.code
    own = [
        fact.label[code],
        fact.caption_line(press.language),
        fact.text(press.language),
        fact.published_line(press.language),
        *fact.aliases.get(code, ()),
    ]
    tags = [press.sheet.tags[key] for key in fact.tags]
    further = [
        press.area_name(fact.area),
        *(word for tag in tags for word in (tag.name[code], *tag.words.get(code, ()))),
    ]
    words = words_of(" ".join(own))
    return _Entry(fact, tuple(words), (*words, *words_of(" ".join(further))))
