"""Whether the words around a claimed number say what the fact says: a right number proves no sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from bot.answers.composer import Composer
from bot.facts import Fact, TagKind
from bot.press.check.claims import Statement
from bot.press.check.language import check_words

# So much of a word is compared, for the sake of its endings.
_STEM = 5
_WORD = re.compile(r"[^\W\d_]+")


class Fit(Enum):
    """How the words of a claim stand to a fact."""

    WHOLE = "whole"  # nothing is said that the fact does not say
    OTHER = "other"  # it says more than the fact, or says it in words not known here
    OPPOSITE = "opposite"  # a rise is claimed of what fell, or the other way round


@dataclass(frozen=True)
class Wording:
    """The words around a claimed number, compared with a fact.

    Attributes:
        fit: how they stand to the fact.
        unknown: those that are not the fact's, as they were written, each once.
    """

    fit: Fit
    unknown: tuple[str, ...] = ()


def wording_of(composer: Composer, fact: Fact, statement: Statement) -> Wording:
    """How a claim's words stand to a fact whose number the claim has right.

    Args:
        composer: facts and wording.
        fact: whose number it is.
        statement: the claim.
    """
    spoken = check_words(composer.texts.language)
    text = statement.text
    for number in statement.numbers:
        text = text.replace(number.text, " ")
    words = _WORD.findall(text)
    claimed, own = _stems(words), _words_of(composer, fact)
    rising, falling = (_stems(getattr(spoken, name)) for name in ("rising", "falling"))
    for said, opposite in ((rising, falling), (falling, rising)):
        if claimed & said and not claimed & opposite and own & opposite:
            return Wording(Fit.OPPOSITE)
        if own & said:  # "dropped" says the same as "reduced"
            own |= said
    own |= _wide_words(composer, fact, claimed)
    known = own | _stems(spoken.fillers)
    unknown = tuple(dict.fromkeys(word for word in words if not _stems([word]) <= known))
    return Wording(Fit.OTHER if unknown else Fit.WHOLE, unknown)


def _wide_words(composer: Composer, fact: Fact, claimed: set[str]) -> set[str]:
    """ "In Azerbaijan" adds nothing to a claim, unless the fact is about certain places which the claim leaves out."""
    code = composer.texts.language
    tags = [composer.sheet.tags[key] for key in fact.tags]
    places = [tag.words.get(code, ()) for tag in tags if tag.kind is TagKind.PLACE]
    named = all(claimed & _stems(words) for words in places)
    return _stems(check_words(code).wide) if named else set()


def _words_of(composer: Composer, fact: Fact) -> set[str]:
    """What a fact may be said in: its own words, those of its subjects, and its area's name."""
    code = composer.texts.language
    area = composer.sheet.areas.get(fact.area or "")
    said = [
        composer.sentence(fact),
        *(table.get(code, "") for table in (fact.label, fact.question, fact.published)),
        *fact.aliases.get(code, ()),
        *(word for key in fact.tags for word in composer.sheet.tags[key].words.get(code, ())),
        *((area.name[code], area.question[code]) if area else ()),
        *fact.counts,
    ]
    return _stems(said)


def _stems(texts: Iterable[str]) -> set[str]:
    return {word[:_STEM] for text in texts for word in _WORD.findall(text.casefold())}
