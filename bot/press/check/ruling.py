"""Judges a number that a text names against a fact: right, wrong, another's, or said in other words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.answers.composer import Composer
from bot.facts import Fact, Qualifier
from bot.press.check.claims import (
    Claim,
    Statement,
    counts_other_things,
    figures_claimed,
    states_number_of,
    weigh_claim,
)
from bot.press.check.wording import Fit, wording_of

# Nouns that any figure of people may be said to count.
_ANYONE = ("person", "case")


class Ruling(Enum):
    """What a claim amounts to."""

    UNCLAIMED = "unclaimed"  # no number is claimed, or it is only asked about
    RIGHT = "right"
    OTHER_WORDS = "other_words"  # the number is right, but the words around it are not the fact's
    WRONG = "wrong"
    OPPOSITE = "opposite"  # a rise is claimed of a fall, or the other way round
    TOO_EXACT = "too_exact"  # the number lacks the fact's qualifier, or has another one
    NOT_EXACT = "not_exact"  # the number has a qualifier where the fact has none
    OF_OTHER = "of_other"  # the number counts something else
    MIXED_UP = "mixed_up"  # the number is another fact's
    TOGETHER = "together"  # several figures are named at once


@dataclass(frozen=True)
class Verdict:
    """A claim, judged.

    Attributes:
        ruling: what it amounts to.
        facts: what it is about; of a mix-up the fact that is meant, then the one whose number it is.
        claim: the number, weighed against the first of them or, of a mix-up, its own; None where there is none.
        unknown: words around the number that are not the fact's.
    """

    ruling: Ruling
    facts: tuple[Fact, ...]
    claim: Claim | None = None
    unknown: tuple[str, ...] = ()


def judge(composer: Composer, fact: Fact, statement: Statement) -> Verdict:
    """What a statement's claim amounts to.

    Args:
        composer: facts and wording.
        fact: what is spoken of; another is judged by where the number belongs to that.
        statement: as understood.
    """
    claimed = figures_claimed(composer.sheet.figures(), statement)
    if len(claimed) > 1:
        return Verdict(Ruling.TOGETHER, tuple(claimed))
    claim = weigh_claim(fact, statement)
    if claim is not None and not claim.right:
        agreeing = _agreeing(composer, fact, statement)
        if agreeing is not None:
            fact, claim = agreeing, weigh_claim(agreeing, statement)
    if claim is None:
        return Verdict(Ruling.UNCLAIMED, (fact,))
    if claim.right:
        meant = _counting_what_is_claimed(composer, fact, statement)
        if meant is not None:
            return Verdict(Ruling.MIXED_UP, (meant, fact), claim)
    else:
        other = _other_with_number(composer, fact, statement)
        if other is not None:
            return Verdict(Ruling.MIXED_UP, (fact, other), claim)
    return _judged_by_words(composer, fact, statement, claim)


def _judged_by_words(composer: Composer, fact: Fact, statement: Statement, claim: Claim) -> Verdict:
    if not claim.right and claim.meant is None:
        return Verdict(Ruling.WRONG, (fact,), claim)
    wording = wording_of(composer, fact, statement)
    whole = wording.fit is Fit.WHOLE
    if claim.meant is not None and claim.meant.is_count and whole:
        exact = claim.meant.qualifier is Qualifier.EXACT
        return Verdict(Ruling.NOT_EXACT if exact else Ruling.TOO_EXACT, (fact,), claim)
    if claim.meant is not None:
        ruling = Ruling.OTHER_WORDS
    elif counts_other_things(fact, statement):
        ruling = Ruling.OF_OTHER
    elif wording.fit is Fit.OPPOSITE:
        ruling = Ruling.OPPOSITE
    else:
        ruling = Ruling.RIGHT if whole else Ruling.OTHER_WORDS
    return Verdict(ruling, (fact,), claim, wording.unknown)


def _other_with_number(composer: Composer, fact: Fact, statement: Statement) -> Fact | None:
    """Another fact whose number the claimed one is: a right number of the wrong thing."""
    facts = sorted(
        composer.sheet.facts.values(), key=lambda f: (f.figure is None, f.area != fact.area)
    )
    return next((f for f in facts if f.key != fact.key and states_number_of(f, statement)), None)


def _counting_what_is_claimed(composer: Composer, fact: Fact, statement: Statement) -> Fact | None:
    """The figure of the area that counts what the person says the number counts, if this fact does not."""
    claimed = {n.counts for n in statement.numbers if n.counts not in (None, *_ANYONE)}
    if not claimed or claimed & set(fact.counts):
        return None
    figures = [f for f in composer.sheet.facts_of(fact.area or "") if f.figure]
    return next((f for f in figures if claimed & set(f.counts)), None)


def _agreeing(composer: Composer, fact: Fact, statement: Statement) -> Fact | None:
    """Another fact of the area that counts the same and says what is claimed (of visits, for one)."""
    for other in composer.sheet.facts_of(fact.area or ""):
        claim = weigh_claim(other, statement) if other.counts == fact.counts else None
        if claim is not None and claim.right:
            return other
    return None
