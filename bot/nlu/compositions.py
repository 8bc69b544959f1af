"""Composes training examples from the facts' own names: details, contrasts, claims, comparisons, things not counted.

The templates are data (`compositions/<language>.yml`); which of them meet is drawn once and for all, so that the
same data gives the same model.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.facts import Fact, FactSheet, QuestionKind, read_yaml
from bot.facts.frame import UNCOUNTED, Act, Polarity
from bot.nlu import intents
from bot.nlu.compositions_of_several import (
    OPEN,
    SHORT,
    Name,
    behind,
    of_the_same_area,
    pairs,
    several,
    subject_of_fact,
)
from bot.nlu.examples import Example, subject_of

FOLDER = Path(__file__).with_name("compositions")
_TEXTS = {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1}
_LISTS = (
    "how_many",
    "open",
    "set_aside",
    "wanted",
    "claim_frames",
    "uncounted",
    "polarity_denied",
    "polarity_opposite",
    "polarity_affirmed",
    "which",
    "more",
    "fewer",
    "arithmetic",
    "joiners",
    "and_of",
    "of_area",
    "numbers_of",
    "uncounted_in",
    "background",
    "of_group",
    "named",
    "named_in",
)
_OF_KEYS: dict[str, Any] = {"type": "object", "additionalProperties": _TEXTS}
_OF_KINDS: dict[str, Any] = {
    "type": "object",
    "propertyNames": {"enum": [kind.value for kind in QuestionKind]},
    "additionalProperties": _TEXTS,
}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": [*_LISTS, "kinds", "counted", "claimed_details", "areas", "phrases"],
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(_LISTS, _TEXTS),
        **dict.fromkeys(("counted", "areas", "phrases"), _OF_KEYS),
        **dict.fromkeys(("kinds", "claimed_details"), _OF_KINDS),
    },
}
# How many names each template meets; the first of them says something of its subject, too.
_NAMES = 2
_TEMPLATES_OF_A_NOUN, _TEMPLATES_OF_A_COUNTED_NOUN = 2, 4
_STATEMENTS_OF_A_DETAIL, _TEMPLATES_OF_AN_AREA, _NOUNS_OF_A_TEMPLATE = 5, 4, 25
_WORDS_OF_A_TAG, _TEMPLATES_OF_A_TAG, _NAMED_OF_A_TEMPLATE = 4, 2, 12


def compose(examples: Sequence[Example], sheet: FactSheet, language_code: str) -> list[Example]:
    """Examples that add to those written by hand.

    Args:
        examples: those written by hand; claims among them are put into other frames.
        sheet: whose facts' names are used.
        language_code: a language that has a file of templates.

    Raises:
        YamlFileError: the file of templates is broken.
    """
    texts = read_yaml(FOLDER / f"{language_code}.yml", _SCHEMA)
    draw = random.Random(language_code)
    units = [
        (noun, subject_of_fact(sheet.facts[key], sheet))
        for key, nouns in texts["counted"].items()
        for noun in nouns
    ]
    phrases = [
        (phrase, subject_of_fact(sheet.facts[key], sheet))
        for key, written in texts["phrases"].items()
        for phrase in written
    ]
    names = [*_names(sheet.facts.values(), sheet, language_code), *units, *phrases]
    figures = [*_names(sheet.figures(), sheet, language_code), *units]
    denied = _with_names(texts["polarity_denied"], names, draw, _claim(Polarity.DENIED))
    reversed_ = _with_names(texts["polarity_opposite"], names, draw, _claim(Polarity.OPPOSITE))
    affirmed = _with_names(texts["polarity_affirmed"], names, draw, _claim(Polarity.AFFIRMED))
    claims = [*examples, *denied, *reversed_, *affirmed]
    uncounted = list(_uncounted(texts, names, draw))
    detailed = list(_detailed(texts["claimed_details"], examples, draw))
    return [
        *(
            example
            for kind, templates in texts["kinds"].items()
            for example in _with_names(templates, names, draw, Example("", "", QuestionKind(kind)))
        ),
        *_with_names([*texts["open"], *texts["wanted"]], names, draw, OPEN),
        *_with_names(texts["set_aside"], names, draw, replace(OPEN, act=Act.SETS_ASIDE)),
        *_with_names(texts["background"], names, draw, replace(OPEN, act=Act.TELLS)),
        *claims[len(examples) :],
        *_framed(texts["claim_frames"], claims, draw),
        *detailed,
        *(replace(OPEN, text=name, subject=subject) for name, subject in names),
        *_of_areas(texts, sheet, draw),
        *_of_groups(texts["of_group"], sheet, language_code, draw),
        *uncounted,
        *_named(texts, names, draw),
        *_counted(texts, sheet, draw),
        *pairs(texts, figures, draw),
        *several(texts, names, figures, examples, draw),
        *behind(names, [*examples, *uncounted], draw),
        *of_the_same_area(texts["and_of"], sheet, language_code, draw),
    ]


def _claim(polarity: Polarity) -> Example:
    return Example("", "", QuestionKind.YES_NO, Act.CLAIMS, polarity)


def _names(facts: Iterable[Fact], sheet: FactSheet, language_code: str) -> Iterator[Name]:
    for fact in facts:
        subject = subject_of_fact(fact, sheet)
        for name in (fact.label[language_code], *fact.aliases.get(language_code, ())):
            yield name, subject


def _with_names(
    templates: Iterable[str], names: Sequence[Name], draw: random.Random, labels: Example
) -> Iterator[Example]:
    for template in templates:
        for place, (name, subject) in enumerate(draw.sample(names, _NAMES)):
            text = template.replace("{np}", name)
            yield replace(labels, text=text, subject=subject, teaches_subject=place == 0)


def words_of_frames(language_code: str) -> str:
    """What statements are put into, as one text: words that say nothing of what is stated."""
    texts = read_yaml(FOLDER / f"{language_code}.yml", _SCHEMA)
    return " . ".join(texts["claim_frames"])


def _framed(
    frames: Sequence[str], examples: Iterable[Example], draw: random.Random
) -> Iterator[Example]:
    """Each statement once more, as it is put in a conversation."""
    for example in examples:
        if example.act is Act.CLAIMS and not example.text.endswith("?"):
            text = draw.choice(frames).replace("{claim}", example.text.rstrip(". "))
            yield replace(example, text=text, teaches_subject=False)


def _detailed(
    details: Mapping[str, Sequence[str]], examples: Iterable[Example], draw: random.Random
) -> Iterator[Example]:
    """True statements with a detail that nothing in the sheet bears out, in the kind of that detail."""
    plain = [
        example
        for example in examples
        if example.act is Act.CLAIMS
        and example.polarity is Polarity.AFFIRMED
        and example.kind is QuestionKind.YES_NO
        and len(example.text.split()) <= 2 * SHORT
    ]
    for kind, endings in details.items():
        for ending in endings:
            for example in draw.sample(plain, min(len(plain), _STATEMENTS_OF_A_DETAIL)):
                text = f"{example.text.rstrip('?. ')} {ending}"
                yield replace(example, text=text, kind=QuestionKind(kind), teaches_subject=False)


def _uncounted(
    texts: Mapping[str, Any], names: Sequence[Name], draw: random.Random
) -> Iterator[Example]:
    """Questions for the number of things that the sheet does not count."""
    subject = subject_of("out_of_scope", UNCOUNTED)
    for noun in texts["uncounted"]:
        for place, template in enumerate(draw.sample(texts["how_many"], _TEMPLATES_OF_A_NOUN)):
            text = template.replace("{noun}", noun)
            yield Example(text, subject, QuestionKind.HOW_MANY, teaches_subject=place == 0)
    for template in texts["uncounted_in"]:
        nouns = draw.sample(texts["uncounted"], _NOUNS_OF_A_TEMPLATE)
        for noun, (name, _) in zip(nouns, draw.sample(names, _NOUNS_OF_A_TEMPLATE), strict=True):
            text = template.replace("{noun}", noun).replace("{np}", name)
            yield Example(text, subject, QuestionKind.HOW_MANY)


def _named(
    texts: Mapping[str, Any], names: Sequence[Name], draw: random.Random
) -> Iterator[Example]:
    """Questions for the names of places and bodies that had to do with a fact."""
    for template in texts["named_in"]:
        for noun in draw.sample(texts["named"], _NAMED_OF_A_TEMPLATE):
            name, subject = draw.choice(names)
            text = template.replace("{noun}", noun).replace("{np}", name)
            yield Example(text, subject, QuestionKind.NAMES)


def _counted(texts: Mapping[str, Any], sheet: FactSheet, draw: random.Random) -> Iterator[Example]:
    """Questions for the number of things that it does count, by the names that people have for them."""
    for key, nouns in texts["counted"].items():
        subject = subject_of_fact(sheet.facts[key], sheet)
        for noun in nouns:
            for template in draw.sample(texts["how_many"], _TEMPLATES_OF_A_COUNTED_NOUN):
                text = template.replace("{noun}", noun)
                yield Example(text, subject, QuestionKind.HOW_MANY)


def _of_areas(texts: Mapping[str, Any], sheet: FactSheet, draw: random.Random) -> Iterator[Example]:
    """Questions about an area as a whole, by the names that people have for it."""
    for key, names in texts["areas"].items():
        for name in names:
            for template in draw.sample(texts["of_area"], _TEMPLATES_OF_AN_AREA):
                text = template.replace("{np}", name)
                yield replace(OPEN, text=text, subject=sheet.areas[key].intent)


def _of_groups(
    templates: Sequence[str], sheet: FactSheet, language_code: str, draw: random.Random
) -> Iterator[Example]:
    """Questions for all there is about people, partners, activities or places that several facts speak of."""
    for tag in sheet.tags.values():
        for word in tag.words.get(language_code, ())[:_WORDS_OF_A_TAG]:
            for template in draw.sample(templates, _TEMPLATES_OF_A_TAG):
                yield replace(OPEN, text=template.replace("{np}", word), subject=intents.GROUP)
