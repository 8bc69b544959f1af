"""Judges a claimed number against a fact, and tells the fact with it: confirmed, corrected, or neither."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.answers.claimed_words import Fit, asks_how_exact, asks_what_it_means, wording_of
from bot.answers.claims import (
    Claim,
    counts_other_things,
    figures_claimed,
    states_number_of,
    weigh_claim,
)
from bot.answers.composer import Composer
from bot.answers.reply import Reply, Status
from bot.facts import Fact, Qualifier
from bot.facts.question import Question

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


_CORRECTED = (
    Ruling.WRONG,
    Ruling.OPPOSITE,
    Ruling.TOO_EXACT,
    Ruling.NOT_EXACT,
    Ruling.OF_OTHER,
    Ruling.MIXED_UP,
)


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


def judge(composer: Composer, fact: Fact, question: Question) -> Verdict:
    """What a question's claim amounts to: the one way of judging, in the chat and in a text that is checked.

    Args:
        composer: facts and wording.
        fact: what is spoken of; another is judged by where the number belongs to that.
        question: as understood.
    """
    claimed = figures_claimed(composer.sheet.figures(), question)
    if len(claimed) > 1:
        return Verdict(Ruling.TOGETHER, tuple(claimed))
    claim = weigh_claim(fact, question)
    if claim is not None and not claim.right:
        agreeing = _agreeing(composer, fact, question)
        if agreeing is not None:
            fact, claim = agreeing, weigh_claim(agreeing, question)
    if claim is None:
        return Verdict(Ruling.UNCLAIMED, (fact,))
    if claim.right:
        meant = _counting_what_is_claimed(composer, fact, question)
        if meant is not None:
            return Verdict(Ruling.MIXED_UP, (meant, fact), claim)
    else:
        other = _other_with_number(composer, fact, question)
        if other is not None:
            return Verdict(Ruling.MIXED_UP, (fact, other), claim)
    return _judged_by_words(composer, fact, question, claim)


def _judged_by_words(composer: Composer, fact: Fact, question: Question, claim: Claim) -> Verdict:
    if claim.right and asks_what_it_means(composer, question):
        return Verdict(Ruling.UNCLAIMED, (fact,), claim)
    if not claim.right and claim.meant is None:
        return Verdict(Ruling.WRONG, (fact,), claim)
    wording = wording_of(composer, fact, question)
    whole = wording.fit is Fit.WHOLE
    if claim.meant is not None and claim.meant.is_count and whole:
        exact = claim.meant.qualifier is Qualifier.EXACT
        return Verdict(Ruling.NOT_EXACT if exact else Ruling.TOO_EXACT, (fact,), claim)
    if claim.meant is not None:
        ruling = Ruling.OTHER_WORDS
    elif counts_other_things(fact, question):
        ruling = Ruling.OF_OTHER
    elif wording.fit is Fit.OPPOSITE:
        ruling = Ruling.OPPOSITE
    else:
        ruling = Ruling.RIGHT if whole else Ruling.OTHER_WORDS
    return Verdict(ruling, (fact,), claim, wording.unknown)


def tell_with_verdict(composer: Composer, fact: Fact, question: Question) -> Reply:
    """A fact's sentence, after a verdict where the question claims a number.

    Args:
        composer: facts and wording.
        fact: what is asked about; another is told where the number belongs to that.
        question: as understood.
    """
    verdict = judge(composer, fact, question)
    claim, facts, ruling = verdict.claim, verdict.facts, verdict.ruling
    if ruling is Ruling.TOGETHER:
        text = composer.texts["claims_together"].format(sentences=composer.sentences(facts))
        return composer.tell(text, Status.ANSWERED, facts)
    if (
        ruling is not Ruling.MIXED_UP
        and claim is not None
        and claim.right
        and asks_how_exact(composer, question)
    ):
        return say_exactness(composer, facts[0])
    corrected = ruling in _CORRECTED or (claim is not None and claim.meant is not None)
    quotes = ruling is not Ruling.MIXED_UP and claim is not None and not claim.right
    return composer.tell(
        _form(composer, ruling).format(
            sentence=composer.sentence(facts[0]),
            other=composer.sentence(facts[-1]),
            quoted=claim.quoted if claim else "",
            qualifier=_named_qualifier(composer, claim),
        ),
        Status.CORRECTED if corrected else Status.ANSWERED,
        facts,
        quoted=[claim.quoted] if claim is not None and quotes else [],
    )


def _form(composer: Composer, ruling: Ruling) -> str:
    """How a verdict is worded."""
    forms = {
        Ruling.UNCLAIMED: "{sentence}",
        Ruling.OTHER_WORDS: composer.texts["claim_in_other_words"],
    }
    return forms.get(ruling) or composer.texts[f"claim_{ruling.value}"]


def say_exactness(composer: Composer, fact: Fact) -> Reply:
    """Whether a fact's number is exact, in the source's own terms."""
    quantity = fact.main_quantity
    if quantity is None:
        text = composer.texts["no_number_here"]
    else:
        text = composer.texts.table("exact")[quantity.qualifier.value].format(
            wording=quantity.in_sentence(composer.language)
        )
    return composer.tell(f"{text} {composer.sentence(fact)}", Status.ANSWERED, [fact])


def _named_qualifier(composer: Composer, claim: Claim | None) -> str:
    """The fact's qualifier in words, where it is all that a claim has wrong."""
    if claim is None or claim.meant is None:
        return ""
    return composer.texts.table("qualifiers").get(claim.meant.qualifier.value, "")


def _other_with_number(composer: Composer, fact: Fact, question: Question) -> Fact | None:
    """Another fact whose number the claimed one is: a right number of the wrong thing."""
    facts = sorted(
        composer.sheet.facts.values(), key=lambda f: (f.figure is None, f.area != fact.area)
    )
    return next((f for f in facts if f.key != fact.key and states_number_of(f, question)), None)


def _counting_what_is_claimed(composer: Composer, fact: Fact, question: Question) -> Fact | None:
    """The figure of the area that counts what the person says the number counts, if this fact does not."""
    claimed = {n.counts for n in question.numbers if n.counts not in (None, *_ANYONE)}
    if not claimed or claimed & set(fact.counts):
        return None
    figures = [f for f in composer.sheet.facts_of(fact.area or "") if f.figure]
    return next((f for f in figures if claimed & set(f.counts)), None)


def _agreeing(composer: Composer, fact: Fact, question: Question) -> Fact | None:
    """Another fact of the area that counts the same and says what is claimed (of visits, for one)."""
    for other in composer.sheet.facts_of(fact.area or ""):
        claim = weigh_claim(other, question) if other.counts == fact.counts else None
        if claim is not None and claim.right:
            return other
    return None
