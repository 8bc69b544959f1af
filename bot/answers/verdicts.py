"""Tells a fact, and what it means for a number that someone claims: confirmed, corrected, or neither."""

from __future__ import annotations

from bot.answers.claimed_words import Fit, asks_how_exact, asks_what_it_means, fit_of_words
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


def tell_with_verdict(composer: Composer, fact: Fact, question: Question) -> Reply:
    """A fact's sentence, after a verdict where the question claims a number.

    Args:
        composer: facts and wording.
        fact: what is asked about; another is told where the number belongs to that.
        question: as understood.
    """
    claimed = figures_claimed(composer.sheet.figures(), question)
    if len(claimed) > 1:
        return _claims_together(composer, claimed)
    claim = weigh_claim(fact, question)
    if claim is not None and not claim.right:
        agreeing = _agreeing(composer, fact, question)
        if agreeing is not None:
            fact, claim = agreeing, weigh_claim(agreeing, question)
    meant = _counting_what_is_claimed(composer, fact, question)
    if claim is not None and claim.right and meant is not None:
        return _mixed_up(composer, meant, fact)
    if claim is not None and not claim.right:
        other = _other_with_number(composer, fact, question)
        if other is not None:
            return _mixed_up(composer, fact, other)
    if claim is not None and claim.right and asks_how_exact(composer, question):
        return say_exactness(composer, fact)
    wording, corrected = _verdict(composer, fact, question, claim)
    return composer.tell(
        wording.format(
            sentence=composer.sentence(fact),
            quoted=claim.quoted if claim else "",
            qualifier=_named_qualifier(composer, claim),
        ),
        Status.CORRECTED if corrected else Status.ANSWERED,
        [fact],
        quoted=[claim.quoted] if claim is not None and not claim.right else [],
    )


def _claims_together(composer: Composer, facts: list[Fact]) -> Reply:
    """Several figures named at once, each with what it is of: they may be right, or mixed up."""
    text = composer.texts["claims_together"].format(sentences=composer.sentences(facts))
    return composer.tell(text, Status.ANSWERED, facts)


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


def _verdict(
    composer: Composer, fact: Fact, question: Question, claim: Claim | None
) -> tuple[str, bool]:
    """How an answer about a fact begins, and whether it corrects what was claimed."""
    if claim is None or (claim.right and asks_what_it_means(composer, question)):
        return "{sentence}", False
    if not claim.right and claim.meant is None:
        return composer.texts["claim_wrong"], True
    fit = fit_of_words(composer, fact, question)
    if claim.meant is not None and claim.meant.is_count and fit is Fit.WHOLE:
        exact = claim.meant.qualifier is Qualifier.EXACT
        return composer.texts["claim_not_exact" if exact else "claim_too_exact"], True
    if claim.meant is not None:
        return composer.texts["claim_in_other_words"], True
    if counts_other_things(fact, question):
        return composer.texts["claim_of_other"], True
    if fit is Fit.OPPOSITE:
        return composer.texts["claim_opposite"], True
    return composer.texts["claim_right" if fit is Fit.WHOLE else "claim_in_other_words"], False


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


def _mixed_up(composer: Composer, fact: Fact, other: Fact) -> Reply:
    """What the number is of, and what the number of the thing asked about is."""
    text = composer.texts["claim_mixed_up"].format(
        other=composer.sentence(other), sentence=composer.sentence(fact)
    )
    return composer.tell(text, Status.CORRECTED, [fact, other])


def _agreeing(composer: Composer, fact: Fact, question: Question) -> Fact | None:
    """Another fact of the area that counts the same and says what is claimed (of visits, for one)."""
    for other in composer.sheet.facts_of(fact.area or ""):
        claim = weigh_claim(other, question) if other.counts == fact.counts else None
        if claim is not None and claim.right:
            return other
    return None
