"""Composes training examples that speak of more than one fact: comparisons, sums, lists, one fact behind another."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.facts import Fact, FactSheet, QuestionKind
from bot.nlu import intents
from bot.nlu.examples import Example, subject_of

# What a text is taken for that holds more than one question, so that it is to be cut.
SEVERAL = "several"
ARITHMETIC = "arithmetic"
_PAIRS = 4
_LISTS_OF_NAMES, _LISTS_OF_FIGURES, _PAIRS_OF_QUESTIONS, _FOLLOW_UPS = 500, 300, 300, 450
# So many words make a question that may follow another.
SHORT = 6
Name = tuple[str, str]
"""A name of a fact, and the subject it stands for."""
OPEN = Example("", "", QuestionKind.OPEN)


def subject_of_fact(fact: Fact, sheet: FactSheet) -> str:
    """The class of questions about a fact."""
    area = sheet.areas.get(fact.area or "")
    return subject_of(area.intent if area else f"ask_{fact.topic}", fact.key)


def pairs(
    texts: Mapping[str, Any], figures: Sequence[Name], draw: random.Random
) -> Iterator[Example]:
    """Two figures set side by side, or two and three added and divided."""
    for name, subject, kind in (
        ("which", subject_of("ask_comparison", "pair"), QuestionKind.COMPARISON),
        ("more", subject_of("ask_comparison", "more"), QuestionKind.COMPARISON),
        ("fewer", subject_of("ask_comparison", "fewer"), QuestionKind.COMPARISON),
        ("arithmetic", subject_of("out_of_scope", ARITHMETIC), QuestionKind.SHARE),
    ):
        for template in texts[name]:
            for _ in range(_PAIRS):
                (one, _), (other, _), (third, _) = draw.sample(figures, 3)
                text = template.replace("{a}", one).replace("{b}", other).replace("{c}", third)
                yield Example(text, subject, kind)


def several(
    texts: Mapping[str, Any],
    names: Sequence[Name],
    figures: Sequence[Name],
    examples: Sequence[Example],
    draw: random.Random,
) -> Iterator[Example]:
    """Lists of two to four names, and two questions in a row.

    Figures are listed more often than other facts, since they are what is added up elsewhere.
    """
    for _ in range(_LISTS_OF_FIGURES):
        counted = draw.choice(texts["numbers_of"]).replace("{np}", _listed(texts, figures, draw))
        yield Example(counted, SEVERAL, QuestionKind.HOW_MANY)
    for _ in range(_LISTS_OF_NAMES):
        text = _listed(texts, names, draw)
        asked = draw.choice(["{np}", *texts["open"]]).replace("{np}", text)
        yield replace(OPEN, text=asked, subject=SEVERAL)
        counted = draw.choice(texts["numbers_of"]).replace("{np}", text)
        yield Example(counted, SEVERAL, QuestionKind.HOW_MANY)
    asked = [e for e in examples if e.kind and len(e.text.split()) <= 2 * SHORT]
    for _ in range(_PAIRS_OF_QUESTIONS):
        one, other = draw.sample(asked, 2)
        if one.subject != other.subject:
            joint = draw.choice([" ", " and ", ", and ", " also ", ", "])
            yield Example(one.text.rstrip("?.") + joint + other.text, SEVERAL)


def _listed(texts: Mapping[str, Any], names: Sequence[Name], draw: random.Random) -> str:
    listed = list(dict(draw.sample(names, draw.randint(2, 4))))
    joiner, last = draw.choice(texts["joiners"]).split("|")
    text: str = joiner.join(listed[:-1]) + last + listed[-1]
    return text


def behind(
    names: Sequence[Name], examples: Sequence[Example], draw: random.Random
) -> Iterator[Example]:
    """Short questions behind the name of something else: what they name counts, or else what stands before them."""
    short = [e for e in examples if len(e.text.split()) <= SHORT]
    bare = [
        e
        for e in short
        if e.subject.startswith("follow_up_") and e.subject[10:] in ("count", "detail")
    ]
    own = [
        e
        for e in short
        if e.kind and "/" in e.subject and e.subject.startswith(("ask_", intents.OUT_OF_SCOPE))
    ]
    for _ in range(_FOLLOW_UPS):
        name, subject = draw.choice(names)
        yield Example(f"{name}: {draw.choice(bare).text}", subject)
        other = draw.choice(own)
        yield Example(f"{name}: {other.text}", other.subject)


def of_the_same_area(
    templates: Sequence[str], sheet: FactSheet, language_code: str, draw: random.Random
) -> Iterator[Example]:
    """ "And the families?" behind a neighbour: the fact of the same area that is about them."""
    for area in sheet.areas.values():
        facts = sorted(sheet.facts_of(area.key), key=lambda fact: fact.figure is None)
        for tag in sheet.tags.values():
            fact = next((f for f in facts if tag.key in f.tags), None)
            others = [f for f in facts if tag.key not in f.tags]
            if fact is None or not others:
                continue
            for word in tag.words.get(language_code, ()):
                name = draw.choice(others).label[language_code]
                text = draw.choice(templates).replace("{np}", word)
                yield Example(f"{name}: {text}", subject_of_fact(fact, sheet))
