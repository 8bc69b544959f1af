"""What the numbers of a text count: nouns in the singular, by the names under which the fact sheet counts them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from bot.facts import load_fact_sheet
from bot.press.check.language import CheckWords, check_words

# Nouns that any figure of people may be said to count.
ANYONE = ("person", "case", "human", "figure", "number")
# A number's noun stands among so many words behind it.
NOUN_WITHIN = 6


class Nouns:
    """The nouns of one language."""

    def __init__(self, words: CheckWords, known: frozenset[str]) -> None:
        """Over the nouns that the fact sheet counts.

        Args:
            words: of the language.
            known: in the singular.
        """
        self.known = known
        self.not_claimed = words.not_claimed
        self._words = words

    def after(self, words: Sequence[str]) -> str | None:
        """The noun that the words behind a number begin with; None where they begin with none.

        Args:
            words: in lower case.
        """
        nouns: list[str] = []
        for place, word in enumerate(words[:NOUN_WITHIN]):
            if place == 0 and word in self._words.links:
                continue
            if word in self._words.ends:
                break
            nouns.append(self._common(word))
        return next((noun for noun in nouns if noun in self.known), nouns[-1] if nouns else None)

    def _common(self, word: str) -> str:
        """A word's common noun in the singular ("inmates": "detainee")."""
        noun = self._words.irregular_plurals.get(word) or singular(word)
        return self._words.synonyms.get(noun, noun)


def singular(noun: str) -> str:
    """A regular English plural in the singular; other words as they are."""
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("ches", "shes", "sses", "xes")):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) and len(noun) > 3:
        return noun[:-1]
    return noun


@cache
def nouns_of(language_code: str) -> Nouns:
    """The nouns of a language.

    Raises:
        YamlFileError: `check.yml` is broken or has no such language.
    """
    facts = load_fact_sheet().facts.values()
    known = frozenset(noun for fact in facts for noun in fact.counts)
    return Nouns(check_words(language_code), known)
