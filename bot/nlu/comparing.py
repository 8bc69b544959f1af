"""The sides of a comparison, or of a sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc

from bot.facts import FactSheet
from bot.facts.frame import Act, Frame
from bot.facts.model import QuestionKind
from bot.nlu import intents
from bot.nlu.atoms import find_atoms
from bot.nlu.classifier import Classifier
from bot.nlu.clauses import clause_texts
from bot.nlu.compositions_of_several import ARITHMETIC
from bot.nlu.lexicon import Lexicon

# Topics under which two things are set side by side.
PAIRS = ("pair", "more", "fewer")
# How likely a fact must be to be one side: by itself, and beside words that only compare.
_LEAST, _LEAST_BESIDE, _ALONE = 0.1, 0.002, 0.6


def compared(
    frame: Frame, doc: Doc, classifier: Classifier, words: Lexicon, sheet: FactSheet
) -> Frame:
    """A comparison or a sum with its sides; with fewer than two it is none.

    Args:
        frame: a clause.
        doc: its tokens.
        classifier: reads the sides.
        words: of the messages' language.
        sheet: the facts.
    """
    shares = frame.kind is QuestionKind.SHARE and frame.act is not Act.CLAIMS
    reckons = frame.topic == ARITHMETIC or shares
    compares = frame.topic in PAIRS or frame.kind is QuestionKind.COMPARISON
    if not (compares or reckons):
        return frame
    sides = _sides(doc, classifier, words, sheet)
    if len(sides) == 1 and frame.kind is QuestionKind.SHARE:
        # "Most of the missing are men" sets nothing beside them.
        area = sheet.areas.get(sheet.facts[sides[0]].area or "")
        if area is not None:
            return replace(frame, intent=area.intent, topic=None, fact=sides[0], sides=sides)
    if len(sides) < 2:
        plain = frame.kind is QuestionKind.COMPARISON
        return replace(frame, sides=sides, kind=QuestionKind.OPEN if plain else frame.kind)
    if reckons:
        return replace(frame, intent=intents.OUT_OF_SCOPE, topic=ARITHMETIC, fact=None, sides=sides)
    topic = frame.topic if frame.topic in PAIRS else "pair"
    if words.less(doc) and topic == "more":
        topic = "fewer"
    return replace(frame, intent=intents.COMPARISON, topic=topic, fact=None, sides=sides)


def _sides(doc: Doc, classifier: Classifier, words: Lexicon, sheet: FactSheet) -> tuple[str, ...]:
    """The facts that a comparison sets side by side, in order: figures where there are any."""
    atoms = find_atoms(doc, words, words.sides)
    texts = clause_texts(doc, atoms, words)
    senses = classifier.read_each(
        {place: text for place, text in texts.items() if place[1] - place[0] == 1}
    )
    found = []
    for sense in senses.values():
        facts = sense.facts(sheet)
        if facts and _is_side(facts):
            fact = sheet.facts[facts[0][0]]
            found.append(fact.counted_by or fact.key)
    return tuple(dict.fromkeys(found))


def _is_side(facts: Sequence[tuple[str, float]]) -> bool:
    """Whether a part of a comparison names a fact: by itself, or beside the words that compare ("compare visits ...")."""
    share = facts[0][1]
    alone = share >= _ALONE * sum(other for _, other in facts)
    return share >= _LEAST or (alone and share >= _LEAST_BESIDE)
