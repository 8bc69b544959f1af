"""How much of what a fact says the words around a number say as well."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import sqrt

from bot.facts import Fact, Tag, TagKind
from bot.press.check.language import check_words
from bot.press.check.nouns import ANYONE
from bot.press.check.reading import WORD
from bot.press.press import Press, press_for
from bot.press.search_words import SearchWords, search_words

_PLACEHOLDER = re.compile(r"\{\w+\}")


@dataclass(frozen=True)
class _Concept:
    """A word of a fact: how rare it is among the facts, and the stems it may be said with."""

    weight: float
    stems: frozenset[str]


class Subjects:
    """What each fact is about, in stems, so that words can be told to be about it."""

    def __init__(self, press: Press) -> None:
        """Reads the facts' wording.

        Args:
            press: facts and wording.
        """
        self._press = press
        self._spoken: SearchWords = search_words(press.language.code)
        fillers = check_words(press.language.code).fillers
        self._fillers = frozenset(map(self._spoken.stem, fillers)) | self._spoken.ignored
        words = check_words(press.language.code)
        self._directions = [words.rising, words.falling]
        phrases = {fact.key: self._phrases(fact) for fact in press.sheet.facts.values()}
        spread = Counter(
            stem for found in phrases.values() for stem in {s for p in found for s in p}
        )
        self._concepts: Mapping[str, tuple[tuple[_Concept, ...], ...]] = {
            key: tuple(self._weighed(press.sheet.facts[key], phrase, spread) for phrase in found)
            for key, found in phrases.items()
        }
        self._said: dict[str, frozenset[str]] = {}
        self._by_stem: dict[str, list[Fact]] = {}
        for fact in press.sheet.facts.values():
            said = frozenset(s for p in self._concepts[fact.key] for c in p for s in c.stems)
            self._said[fact.key] = said
            for stem in sorted(said):
                self._by_stem.setdefault(stem, []).append(fact)
        areas = {fact.area for fact in press.sheet.facts.values()}
        self._of_areas = {area: self._said_in(area) for area in areas}
        self._known = self._all_words(press)
        partners = {k: t for k, t in press.sheet.tags.items() if t.kind is TagKind.PARTNER}
        self._partners = {key: self._single_words(tag) for key, tag in partners.items()}

    def stems(self, text: str) -> frozenset[str]:
        """The stems of a text's words that say something."""
        words = (match[0].casefold().replace("’", "'") for match in WORD.finditer(text))
        found = {
            self._spoken.stem(word.removesuffix("'s"))
            for word in words
            if word not in self._fillers
        }
        return frozenset(found - self._fillers)

    def touched(self, stems: Iterable[str]) -> list[Fact]:
        """The facts that share a word with the stems, in the order of the sheet."""
        found = {fact.key for stem in stems for fact in self._by_stem.get(stem, ())}
        return [fact for key, fact in self._press.sheet.facts.items() if key in found]

    def coverage(self, fact: Fact, stems: frozenset[str], noun: str | None = None) -> float:
        """Which share of what a fact says is said by the stems, 0 to 1; rare words count for more.

        Args:
            fact: the fact.
            stems: of the words around a number.
            noun: what the number counts; where the fact counts the same, its own noun is said.
        """
        said = stems | self.stems(noun) if noun and noun in self.telling(fact) else stems
        return max(
            (
                sum(c.weight for c in phrase if c.stems & said) / sum(c.weight for c in phrase)
                for phrase in self._concepts[fact.key]
            ),
            default=0.0,
        )

    def said(self, fact: Fact) -> frozenset[str]:
        """The stems of a fact's words, and of their likes."""
        return self._said[fact.key]

    def precision(self, fact: Fact, stems: frozenset[str]) -> float:
        """Which share of the stems the fact's words, or their likes, say."""
        return len(stems & self._said[fact.key]) / len(stems) if stems else 0.0

    def precision_in_area(self, fact: Fact, stems: frozenset[str]) -> float:
        """Which share of the stems any fact of the same area says."""
        return len(stems & self._of_areas[fact.area]) / len(stems) if stems else 0.0

    def telling(self, fact: Fact) -> tuple[str, ...]:
        """The nouns a fact counts, less those that any figure of people counts."""
        return tuple(noun for noun in fact.counts if noun not in ANYONE)

    def strange(self, fact: Fact, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words that neither a fact nor any other of its area is told in."""
        told = self._of_areas[fact.area] | self._fillers
        return tuple(word for word in words if self._spoken.stem(word.casefold()) not in told)

    def partners(self, stems: frozenset[str]) -> list[str]:
        """Keys of the partners of the work that the stems name."""
        return [key for key, names in self._partners.items() if names & stems]

    def is_known(self, word: str) -> bool:
        """Whether a word is one of the sheet's, or one that says nothing; a name of others is not."""
        return self._spoken.stem(word.casefold()) in self._known

    def _weighed(
        self, fact: Fact, phrase: frozenset[str], spread: Counter[str]
    ) -> tuple[_Concept, ...]:
        return tuple(
            _Concept(1 / sqrt(spread[stem]), self._said_as(fact, stem)) for stem in sorted(phrase)
        )

    def _single_words(self, tag: Tag) -> frozenset[str]:
        """The stems of a tag's names of one word."""
        words = tag.words.get(self._press.language.code, ())
        return self.stems(" ".join(word for word in words if " " not in word))

    def _phrases(self, fact: Fact) -> list[frozenset[str]]:
        """The ways in which a fact is said, each as its stems."""
        code = self._press.language.code
        texts = [table.get(code, "") for table in (fact.label, fact.question, fact.sentence)]
        stems = [self.stems(_PLACEHOLDER.sub(" ", text)) for text in texts]
        return [phrase for phrase in stems if phrase]

    def _said_as(self, fact: Fact, stem: str) -> frozenset[str]:
        """The stem with its likes: of the search, and of the fact's own subjects."""
        code, stemmed = self._press.language.code, self._spoken.stem
        groups = [*self._spoken.alike, *self._directions]
        groups += [self._press.sheet.tags[key].words.get(code, ()) for key in fact.tags]
        found = {stem}
        for group in groups:
            single = {stemmed(word) for word in group if " " not in word}
            if stem in single:
                found |= single
        return frozenset(found)

    def _said_in(self, area: str | None) -> frozenset[str]:
        facts = (fact for fact in self._press.sheet.facts.values() if fact.area == area)
        return frozenset(stem for fact in facts for stem in self._said[fact.key])

    def _all_words(self, press: Press) -> frozenset[str]:
        code, sheet = press.language.code, press.sheet
        texts = [press.texts["page"]["footer"].format(**press.source(short=False))]
        texts += [
            word
            for tag in sheet.tags.values()
            for word in (tag.name[code], *tag.words.get(code, ()))
        ]
        texts += [area.summary[code] + area.name[code] for area in sheet.areas.values()]
        for fact in sheet.facts.values():
            texts += [fact.label[code], fact.sentence[code], *fact.aliases.get(code, ())]
        words = {match[0].casefold() for text in texts for match in WORD.finditer(text)}
        return self._fillers | {self._spoken.stem(word) for word in words}


@cache
def subjects_of(language_code: str) -> Subjects:
    """The subjects of the project's fact sheet in a language."""
    return Subjects(press_for(language_code))
