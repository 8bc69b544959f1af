"""Whether something is so: every question for yes or no begins with one of them, or says that the sheet is silent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.answers.claims import Claim, claimed_of, has_number, weigh
from bot.answers.composer import Composer
from bot.answers.reply import Reply, Status
from bot.facts import Fact, Qualifier
from bot.facts.frame import UNCOUNTED, ClaimedNumber, Frame, Polarity
from bot.facts.model import QuestionKind


class Ruling(Enum):
    """What a claim amounts to; the values name the wording in the texts."""

    RIGHT = "right"
    DENIED = "denied"  # it denies, or reverses, what the fact says
    WRONG = "wrong"
    TOO_EXACT = "too_exact"  # the number lacks the fact's qualifier, or has another one
    NOT_EXACT = "not_exact"  # the number has a qualifier where the fact has none
    OF_OTHER = "of_other"  # the number is the fact's, but is said of something else
    MIXED_UP = "mixed_up"  # the number is another fact's
    UNKNOWN = "unknown"  # it says more than the fact does


_AGREEING = (Ruling.RIGHT, Ruling.UNKNOWN)


@dataclass(frozen=True)
class Verdict:
    """A claim, judged.

    Attributes:
        ruling: what it amounts to.
        facts: what it is about; of a mix-up the fact that is meant, then the one whose number it is.
        claim: the number, weighed; None where there is none.
    """

    ruling: Ruling
    facts: tuple[Fact, ...]
    claim: Claim | None = None


def judge(
    composer: Composer, fact: Fact, frame: Frame, details: frozenset[QuestionKind]
) -> Verdict:
    """What a claim amounts to.

    Args:
        composer: facts and wording.
        fact: what is spoken of.
        frame: the claim as understood.
        details: kinds of detail that no fact need hold.
    """
    denied = frame.polarity is not Polarity.AFFIRMED
    claim = weigh(fact, frame.numbers)
    if claim is None and fact.counted_by:
        counting = composer.sheet.facts[fact.counted_by]
        if weigh(counting, frame.numbers) is not None:
            fact, claim = counting, weigh(counting, frame.numbers)
    if claim is None:
        elsewhere = _named_elsewhere(composer, fact, frame)
        if elsewhere is not None:
            return Verdict(Ruling.MIXED_UP, (fact, elsewhere))
        if _named_figures(fact, frame):
            return Verdict(Ruling.UNKNOWN, (fact,))
        if frame.kind not in details and frame.kind not in fact.answers:
            return Verdict(Ruling.UNKNOWN, (fact,))
        return Verdict(Ruling.DENIED if denied else Ruling.RIGHT, (fact,))
    if claim.right:
        if claim.number.counts == UNCOUNTED:
            return Verdict(Ruling.OF_OTHER, (fact,), claim)
        counted = composer.sheet.facts.get(claim.number.counts)
        if counted is not None and counted.figure and not has_number(counted, claim.number):
            return Verdict(Ruling.MIXED_UP, (counted, fact), claim)
        return Verdict(Ruling.DENIED if denied else Ruling.RIGHT, (fact,), claim)
    if claim.meant is not None and claim.meant.is_count:
        exact = claim.meant.qualifier is Qualifier.EXACT
        return Verdict(Ruling.NOT_EXACT if exact else Ruling.TOO_EXACT, (fact,), claim)
    other = _owner(composer, fact, claim)
    if other is not None:
        return Verdict(Ruling.MIXED_UP, (fact, other), claim)
    return Verdict(Ruling.WRONG, (fact,), claim)


def _named_figures(fact: Fact, frame: Frame) -> list[ClaimedNumber]:
    """The figures that a claim names of a fact that gives none."""
    return [] if fact.numbers else claimed_of(fact, frame.numbers)


def _named_elsewhere(composer: Composer, fact: Fact, frame: Frame) -> Fact | None:
    """The headline figure that a claim names of a fact that gives none."""
    named = _named_figures(fact, frame)
    return next((f for f in composer.sheet.figures() for n in named if has_number(f, n)), None)


def _owner(composer: Composer, fact: Fact, claim: Claim) -> Fact | None:
    """Another fact whose number the claimed one is; a headline figure before a statement, the same area before others."""
    facts = sorted(
        composer.sheet.facts.values(), key=lambda f: (f.figure is None, f.area != fact.area)
    )
    return next((f for f in facts if f.key != fact.key and has_number(f, claim.number)), None)


def tell_verdict(composer: Composer, verdict: Verdict) -> Reply:
    """A verdict in words, with what the sheet says."""
    facts, claim = verdict.facts, verdict.claim
    quotes = claim is not None and verdict.ruling is Ruling.WRONG
    text = composer.texts.table("verdicts")[verdict.ruling.value].format(
        sentence=composer.sentence(facts[0]),
        other=composer.sentence(facts[-1]),
        quoted=claim.number.text if claim else "",
        qualifier=_named_qualifier(composer, claim),
    )
    if verdict.ruling is Ruling.UNKNOWN:
        status = Status.NOT_IN_SOURCE
    else:
        status = Status.ANSWERED if verdict.ruling is Ruling.RIGHT else Status.CORRECTED
    quoted = [claim.number.text] if claim is not None and quotes else []
    return composer.tell(text, status, facts, quoted=quoted)


def _named_qualifier(composer: Composer, claim: Claim | None) -> str:
    """The fact's qualifier in words, where it is all that a claim has wrong."""
    if claim is None or claim.meant is None:
        return ""
    return composer.texts.table("qualifiers").get(claim.meant.qualifier.value, "")
