"""Finds facts by words and by area, the same with and without JavaScript."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from bot.facts import Fact
from bot.press.press import Press, press_for
from bot.press.search_words import SearchWords, Term, nearest, search_words, words_of

MOST_CHARACTERS = 100
# Of a query; signs that stand for whole phrases are many.
MOST_WORDS = 50
# A number of so many digits has been typed to its end.
WHOLE_NUMBER = 4
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
class _Index:
    """Every word of the facts, with the facts that hold it: in their own words, and with those of area and tags.

    Attributes:
        words: in order, so that beginnings are found without looking at each.
        stems: the words of each stem.
    """

    words: tuple[str, ...]
    stems: Mapping[str, frozenset[str]]
    own: Mapping[str, frozenset[str]]
    all: Mapping[str, frozenset[str]]

    def words_for(self, spoken: SearchWords, term: Term) -> frozenset[str]:
        """The words that differ from a term in their endings only; without any, those that begin as it was typed.

        A whole word is no beginning of another ("red" does not find "reduced"), nor is a whole number.
        """
        same = [self.stems.get(spoken.stem(form), frozenset()) for form in term.forms]
        found = frozenset(word for words in same for word in words)
        typed = term.forms[0]
        if found or (typed.isdigit() and len(typed) >= WHOLE_NUMBER):
            return found
        return frozenset(self._beginning_with(typed))

    def _beginning_with(self, typed: str) -> Iterator[str]:
        for word in islice(self.words, bisect_left(self.words, typed), None):
            if not word.startswith(typed):
                return
            yield word


def search(press: Press, area: str, words: str) -> Found:
    """The facts of an area that match what was typed, all words or some.

    Args:
        press: facts and wording.
        area: key of an area; anything else stands for all areas.
        words: as typed; a beginning of a word finds the word, and a number is found however it is written.
    """
    area = area if area in press.sheet.areas else ""
    words = words.strip()[:MOST_CHARACTERS]
    spoken, index = search_words(press.language.code), _index(press.language.code)
    typed = words_of(words, press.language)[:MOST_WORDS]
    terms = [_put_right(spoken, index, term) for term in spoken.terms(typed)]
    facts = [fact for fact in press.sheet.facts.values() if not area or fact.area == area]
    if not terms:
        return Found(area, words, _matches(fact for fact in facts if fact.figure or area))
    meant = [index.words_for(spoken, term) for term in terms]
    own, held = (
        [frozenset(key for word in found for key in table[word]) for found in meant]
        for table in (index.own, index.all)
    )
    whole = [fact for fact in facts if all(fact.key in keys for keys in held)]
    # What is told in these very words stands before what is found by its area or a synonym.
    whole.sort(key=lambda fact: -sum(fact.key in keys for keys in own))
    complete = {fact.key for fact in whole}
    some = (fact for fact in facts if any(fact.key in keys for keys in held))
    partly = [fact for fact in some if fact.key not in complete]
    inside = {fact.key for fact in facts}
    rarity = [1 / max(1, len(keys & inside)) for keys in held]
    partly.sort(
        key=lambda fact: (
            -sum(rare for rare, keys in zip(rarity, held, strict=True) if fact.key in keys)
        )
    )
    return Found(
        area,
        words,
        whole=_matches(whole),
        partly=_matches(partly[:MOST_PARTLY]),
        taken=tuple((term.typed, term.taken) for term in terms if term.taken),
    )


def _matches(facts: Iterable[Fact]) -> Matches:
    found = tuple(facts)
    return Matches(
        figures=tuple(fact for fact in found if fact.figure),
        statements=tuple(fact for fact in found if not fact.figure),
    )


def _put_right(spoken: SearchWords, index: _Index, term: Term) -> Term:
    """The term, or the nearest word there is if no fact holds it."""
    if index.words_for(spoken, term):
        return term
    taken = nearest(term.typed, index.words)
    return replace(term, forms=(taken,), taken=taken) if taken else term


@cache
def _index(language_code: str) -> _Index:
    """The words of the project's facts in a language."""
    press = press_for(language_code)
    spoken = search_words(language_code)
    own: dict[str, set[str]] = {}
    every: dict[str, set[str]] = {}
    for fact in press.sheet.facts.values():
        told, further = _texts(press, fact)
        for word in words_of(" ".join(told), press.language):
            own.setdefault(word, set()).add(fact.key)
            every.setdefault(word, set()).add(fact.key)
        for word in words_of(" ".join(further), press.language):
            own.setdefault(word, set())
            every.setdefault(word, set()).add(fact.key)
    stems: dict[str, set[str]] = {}
    for word in every:
        stems.setdefault(spoken.stem(word), set()).add(word)
    fixed = [{word: frozenset(k) for word, k in table.items()} for table in (stems, own, every)]
    return _Index(tuple(sorted(every)), *fixed)


def _texts(press: Press, fact: Fact) -> tuple[list[str], list[str]]:
    """What a fact is told in, and the words of its area and tags."""
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
    return own, further
