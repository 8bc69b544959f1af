"""The words that tell what a question asks for, from `question_words.yml`."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from bot.facts import QuestionKind, YamlFileError, read_yaml
from bot.facts.question import Position
from bot.nlu.question_words_schema import SCHEMA
from bot.nlu.tokenizer import spacy_pipeline

QUESTION_WORDS_FILE = Path(__file__).with_name("question_words.yml")

# A clause of so few words asks with a bare "when" or "where".
_BARE = 4
# So near to "my" a word for someone close stands ("my two older brothers").
_KIN_WITHIN = 4
# So many words may be names.
_FOREIGN_SHARE = 0.3
# A noun stands within so many words behind "how many" or a number.
_NOUN_WITHIN = 12
# Kinds of detail that are asked for wherever a question names them.
_SETTLING = (
    QuestionKind.HOW_MUCH_MONEY,
    QuestionKind.SHARE,
    QuestionKind.FUTURE,
    QuestionKind.WHICH,
)
_COUNT_PHRASES = ("how many", "number of", "count of", "total of", "how manny", "how much")


@dataclass(frozen=True)
class QuestionWords:
    """One language's question words, ready to be matched on spaCy tokens."""

    kinds: Mapping[QuestionKind, PhraseMatcher]
    openers: PhraseMatcher
    requests: PhraseMatcher
    counting: PhraseMatcher
    joints: frozenset[str]
    enumerators: frozenset[str]
    asking_verbs: frozenset[str]
    crisis: PhraseMatcher
    own: frozenset[str]
    kin: frozenset[str]
    lost: PhraseMatcher
    referring: PhraseMatcher
    likening: frozenset[str]
    foreign_letters: frozenset[str]
    personal: PhraseMatcher
    third_person: PhraseMatcher
    everything: PhraseMatcher
    comparing: PhraseMatcher
    surely_comparing: PhraseMatcher
    between_sides: tuple[PhraseMatcher, ...]
    corrections: PhraseMatcher
    negations: PhraseMatcher
    positions: Mapping[Position, PhraseMatcher]
    leading: Mapping[str, QuestionKind]
    before_leading: frozenset[str]
    relative: frozenset[str]
    naming: PhraseMatcher
    naming_nothing: frozenset[str]
    subset_openers: PhraseMatcher
    after_counted: frozenset[str]
    of: frozenset[str]
    not_counted: frozenset[str]
    not_claimed: frozenset[str]
    irregular_plurals: Mapping[str, str]
    synonyms: Mapping[str, str]

    def kind(self, text: Doc | Span) -> QuestionKind:
        """What the text asks for; `OPEN` where nothing more particular is asked.

        Some kinds of detail settle it wherever they are named ("how many ... per year"); of the other kinds the
        one counts that is asked first ("how many of those who were there when ...").
        """
        found = [
            (min(start for _, start, _ in matches), kind)
            for kind, matcher in self.kinds.items()
            if (matches := matcher(text))
        ]
        settled = [kind for _, kind in found if kind in _SETTLING]
        if settled:
            return settled[0]
        if not found:
            return self._leading_kind(text)
        kind = min(found, key=lambda entry: entry[0])[1]
        return QuestionKind.SHARE if self._asks_for_part(text, kind) else kind

    def _asks_for_part(self, text: Doc | Span, kind: QuestionKind) -> bool:
        """Whether it asks how many of those counted ("Of the missing, how many came back?")."""
        first = min((start for _, start, _ in self.subset_openers(text)), default=None)
        # In a span, as in a text of its own, positions are counted from the beginning of the text.
        begins = text[0].i if len(text) else 0
        return kind is QuestionKind.HOW_MANY and first == begins

    def misses_someone(self, text: Doc) -> bool:
        """Whether a sentence says that someone close to the person who writes is missing."""
        return any(
            self.lost(sentence)
            and any(
                token.lower_ in self.own
                and any(
                    near.lower_ in self.kin for near in text[token.i + 1 : token.i + _KIN_WITHIN]
                )
                for token in sentence
            )
            for sentence in text.sents
        )

    def of_someone(self, text: Doc) -> bool:
        """Whether it is about the person who writes or someone close, and not about people like them."""
        return self._unlikened(self.personal, text)

    def speaks_of_person(self, text: Doc) -> bool:
        """Whether it speaks of one person as "he" or "she", and not of people like him or her."""
        return self._unlikened(self.third_person, text)

    def _unlikened(self, matcher: PhraseMatcher, text: Doc) -> bool:
        return any(
            start == 0 or text[start - 1].lower_ not in self.likening
            for _, start, _ in matcher(text)
        )

    def in_other_language(self, text: Doc) -> bool:
        """Whether many words of a text are written as this language writes none."""
        words = [token.lower_ for token in text if token.is_alpha]
        foreign = sum(any(map(self._is_foreign, word)) for word in words)
        return foreign > _FOREIGN_SHARE * len(words)

    def _is_foreign(self, letter: str) -> bool:
        return letter in self.foreign_letters or not unicodedata.name(letter, "").startswith(
            "LATIN"
        )

    def _leading_kind(self, text: Doc | Span) -> QuestionKind:
        """By a bare question word: "who" at the head of a clause, "when" only if little else is said."""
        said = [token for token in text if token.is_alpha]
        for place, token in enumerate(said):
            kind = self.leading.get(token.lower_)
            leads = place == 0 or said[place - 1].lower_ in self.before_leading
            if kind is not None and leads and (kind is QuestionKind.WHO or len(said) <= _BARE):
                return kind
        return QuestionKind.OPEN

    def named_noun(self, doc: Doc) -> str | None:
        """The noun after "which" or "what kind of", in the singular; None where it may stand for anything."""
        matches = sorted(
            (match for match in self.naming(doc) if self._asks_to_name(doc, match[1])),
            key=lambda match: -match[2],
        )
        if not matches:
            return None
        noun = self.noun_from(doc[matches[0][2] :], frozenset())
        return None if noun in self.naming_nothing else noun

    def _asks_to_name(self, doc: Doc, start: int) -> bool:
        """Whether "which" asks, and does not tie what follows to a noun before it ("teams which came")."""
        if start == 0 or doc[start].lower_ not in self.relative:
            return True
        before = doc[start - 1]
        return not before.is_alpha or before.lower_ in self.before_leading

    def position(self, text: Doc | Span) -> Position | None:
        """Which of the things said before the text points at, if it does."""
        return next((p for p, matcher in self.positions.items() if matcher(text)), None)

    def counted_noun(self, doc: Doc, known: frozenset[str]) -> str | None:
        """The noun after "how many" or "number of", in the singular and by its common name.

        Args:
            doc: the question.
            known: nouns that the fact sheet counts; a misspelt one is taken for the nearest of them.
        """
        matches = sorted(self.counting(doc), key=lambda match: match[2])
        return self.noun_from(doc[matches[0][2] :], known) if matches else None

    def counted_nouns(self, text: Doc | Span, known: frozenset[str]) -> list[str]:
        """The nouns in a text that the fact sheet counts, by their common names, in order."""
        names = (self._common_name(token.lower_, known) for token in text if token.is_alpha)
        return [name for name in names if name in known]

    def noun_from(self, span: Span, known: frozenset[str]) -> str | None:
        """The noun that a span begins with; None where it begins with a verb or preposition.

        Args:
            span: the words after "how many" or after a number.
            known: nouns that the fact sheet counts.
        """
        nouns: list[str] = []
        for token in span[:_NOUN_WITHIN]:
            if token.is_punct or token.is_digit or token.lower_ in self.after_counted:
                break
            if not token.is_space:
                nouns.append(self._common_name(token.lower_, known))
        # "people deprived of ...": the noun that is counted may have words behind it.
        return next((noun for noun in nouns if noun in known), nouns[-1] if nouns else None)

    def _common_name(self, word: str, known: frozenset[str]) -> str:
        noun = self.irregular_plurals.get(word) or singular(word)
        noun = self.synonyms.get(noun, noun)
        if noun in known or noun in self.not_counted or len(noun) < 4:
            return noun
        close = _closest(noun, (*sorted(known), *self.synonyms))
        return self.synonyms.get(close, close) if close else noun


@lru_cache(maxsize=2048)
def _closest(noun: str, vocabulary: tuple[str, ...]) -> str | None:
    """The word of a vocabulary that a misspelt noun most likely stands for; looked up once for each noun."""
    return next(iter(get_close_matches(noun, vocabulary, n=1, cutoff=0.84)), None)


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
def question_words(language_code: str) -> QuestionWords:
    """The question words of a language.

    Raises:
        YamlFileError: the file is broken or has no such language.
    """
    content = read_yaml(QUESTION_WORDS_FILE, SCHEMA)
    if language_code not in content:
        raise YamlFileError(
            QUESTION_WORDS_FILE, [f"no language '{language_code}'. Add a block for it."]
        )
    words = content[language_code]
    return QuestionWords(
        kinds={
            QuestionKind(kind): _matcher(phrases, language_code)
            for kind, phrases in words["kinds"].items()
        },
        openers=_matcher(words["openers"], language_code),
        requests=_matcher(words["requests"], language_code),
        counting=_matcher(list(_COUNT_PHRASES), language_code),
        joints=frozenset(words["joints"]),
        enumerators=frozenset(words["enumerators"]),
        asking_verbs=frozenset(words["asking_verbs"]),
        crisis=_matcher(words["crisis"], language_code),
        own=frozenset(words["own"]),
        kin=frozenset(words["kin"]),
        lost=_matcher(words["lost"], language_code),
        referring=_matcher(words["referring"], language_code),
        likening=frozenset(words["likening"]),
        foreign_letters=frozenset(words["foreign_letters"]),
        personal=_matcher(words["personal"], language_code),
        third_person=_matcher(words["third_person"], language_code),
        everything=_matcher(words["everything"], language_code),
        comparing=_matcher(words["comparing"], language_code),
        surely_comparing=_matcher(words["surely_comparing"], language_code),
        between_sides=tuple(_matcher(group, language_code) for group in words["between_sides"]),
        corrections=_matcher(words["corrections"], language_code),
        negations=_matcher(words["negations"], language_code),
        positions={
            Position(name): _matcher(phrases, language_code)
            for name, phrases in words["positions"].items()
        },
        leading={
            word: QuestionKind(kind)
            for kind, leading in words["leading"].items()
            for word in leading
        },
        before_leading=frozenset(words["before_leading"]),
        relative=frozenset(words["relative"]),
        naming=_matcher(words["naming"], language_code),
        naming_nothing=frozenset(words["naming_nothing"]),
        subset_openers=_matcher(words["subset_openers"], language_code),
        after_counted=frozenset(words["after_counted"]),
        of=frozenset(words["of"]),
        not_counted=frozenset(words["not_counted"]),
        not_claimed=frozenset(words["not_claimed"]),
        irregular_plurals=words["irregular_plurals"],
        synonyms=words["synonyms"],
    )


def _matcher(phrases: list[str], language_code: str) -> PhraseMatcher:
    pipeline = spacy_pipeline(language_code)
    matcher = PhraseMatcher(pipeline.vocab, attr="LOWER")
    matcher.add("phrases", [pipeline.make_doc(phrase) for phrase in phrases])
    return matcher
