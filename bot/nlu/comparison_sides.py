"""What the two sides of a comparison are: figures, or else programme areas."""

from __future__ import annotations

from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.tokens import Doc

from bot.facts import Fact, FactSheet
from bot.nlu.intent_classifier import LABEL_RANKING
from bot.nlu.message_parts import Part, parts
from bot.nlu.question_words import question_words
from bot.nlu.subjects import subjects
from bot.nlu.tokenizer import parse

# What a name, a tag or a counted noun adds to a figure's probability, each.
_EVIDENCE = 0.3


class ComparisonSides:
    """Finds the figures or areas that a message sets against each other."""

    def __init__(self, sheet: FactSheet, language_code: str, threshold: float) -> None:
        """Over one fact sheet.

        Args:
            sheet: the figures and areas that can be compared.
            language_code: language of the messages.
            threshold: how likely a figure must be to be one side.
        """
        self._sheet = sheet
        self._language_code = language_code
        self._threshold = threshold
        self._words = question_words(language_code)
        self._subjects = subjects(language_code)
        self._counted = frozenset(noun for fact in sheet.facts.values() for noun in fact.counts)

    def of(self, message: Message) -> tuple[str, ...]:
        """Keys of two figures, or else of two areas; none where they cannot be told."""
        sides = parts(message, Part.SIDES)
        figures = [self._figure(side) for side in sides]
        if all(figures) and len(set(figures)) == len(figures):
            return tuple(figure for figure in figures if figure)
        areas = [self._sheet.area_of_intent(side.get(INTENT)["name"]) for side in sides]
        keys = [area.key for area in areas if area is not None]
        return tuple(keys) if len(set(keys)) == len(sides) else ()

    def _figure(self, side: Message) -> str | None:
        """The likeliest figure, by the classifier and by what the side names and counts."""
        doc = parse(side.get(TEXT), self._language_code)
        named, tags = self._subjects.facts(doc), set(self._subjects.tags(doc))
        counted = self._words.counted_nouns(doc, self._counted)[:1]
        ranking = side.get(LABEL_RANKING, [])
        shares = {key: share for _, key, share in ranking if key}
        areas = {intent: share for intent, key, share in ranking if key is None}

        def likelihood(fact: Fact) -> float:
            evidence = (fact.key in named, tags & set(fact.tags), set(counted) & set(fact.counts))
            area = self._sheet.areas.get(fact.area or "")
            of_area = areas.get(area.intent, 0.0) if area else 0.0
            return float(shares.get(fact.key, 0.0) + of_area) + _EVIDENCE * sum(map(bool, evidence))

        best = max(self._sheet.figures(), key=likelihood)
        return best.key if likelihood(best) >= self._threshold else None

    def are_compared(self, doc: Doc) -> bool:
        """Whether a text sets two figures against each other: "larger", or "more" with "or" or "than"."""
        apart = any(matcher(doc) for matcher in self._words.between_sides[:2])
        return bool(self._words.surely_comparing(doc)) or (
            apart and bool(self._words.comparing(doc))
        )
