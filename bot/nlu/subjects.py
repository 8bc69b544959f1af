"""What a question names in so many words: audiences, partners, activities, places, and facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from spacy.matcher import PhraseMatcher
from spacy.strings import StringStore
from spacy.tokens import Doc, Span

from bot.facts import FactSheet, load_fact_sheet
from bot.nlu.tokenizer import spacy_pipeline


class Subjects:
    """Finds the tags and facts of a fact sheet by the words people use for them."""

    def __init__(self, sheet: FactSheet, language_code: str) -> None:
        """Prepares the matchers.

        Args:
            sheet: tags with their words, facts with their aliases.
            language_code: language of the texts that are searched.
        """
        self._names = spacy_pipeline(language_code).vocab.strings
        self._tags = _matcher(
            {key: tag.words.get(language_code, ()) for key, tag in sheet.tags.items()},
            language_code,
        )
        self._facts = _matcher(
            {key: fact.aliases.get(language_code, ()) for key, fact in sheet.facts.items()},
            language_code,
        )

    def tags(self, text: Doc | Span) -> tuple[str, ...]:
        """Keys of the tags named, in the order in which they are named."""
        return _found(self._tags, self._names, text)

    def facts(self, text: Doc | Span) -> tuple[str, ...]:
        """Keys of the facts named, in the order in which they are named."""
        return _found(self._facts, self._names, text)


@cache
def subjects(language_code: str) -> Subjects:
    """The subjects of the project's fact sheet.

    Raises:
        YamlFileError: the fact sheet is broken.
    """
    return Subjects(load_fact_sheet(), language_code)


def _found(matcher: PhraseMatcher, names: StringStore, text: Doc | Span) -> tuple[str, ...]:
    """Of names within a longer name only the longer one counts ("families" in "families of the missing")."""
    matches = sorted(matcher(text), key=lambda match: (match[1], -match[2]))
    outer = [
        name
        for name, start, end in matches
        if not any(
            first <= start and end <= last and last - first > end - start
            for _, first, last in matches
        )
    ]
    return tuple(dict.fromkeys(str(names[name]) for name in outer))


def _matcher(names: Mapping[str, Iterable[str]], language_code: str) -> PhraseMatcher:
    pipeline = spacy_pipeline(language_code)
    matcher = PhraseMatcher(pipeline.vocab, attr="LOWER")
    for key, words in names.items():
        forms = {form for word in words for form in (word, plural(word))}
        if forms:
            matcher.add(key, [pipeline.make_doc(form) for form in sorted(forms)])
    return matcher


def plural(noun: str) -> str:
    """A regular plural; irregular ones stand among the words themselves."""
    return noun[:-1] + "ies" if noun.endswith("y") and noun[-2:-1] not in "aeo" else noun + "s"
