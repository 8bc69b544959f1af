"""Whether something is so: every question for yes or no begins with one of them, or says that the sheet is silent.

"Yes" is said only where everything is accounted for: each number by the fact whose unit it counts, and each detail by
what the fact holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.answers.claims import (
    agrees,
    has_number,
    is_nearly,
    is_rounded,
    may_be_of,
    numbers_said,
    tells_year,
)
from bot.answers.composer import Composer
from bot.answers.reply import Reply, Status
from bot.facts import Fact, Qualifier, Quantity
from bot.facts.frame import UNCOUNTED, ClaimedNumber, Frame, Polarity


class Ruling(Enum):
    """What a claim amounts to; the values name the wording in the texts."""

    RIGHT = "right"
    ROUNDED = "rounded"  # about the number that the fact gives exactly
    DENIED = "denied"  # it denies, or reverses, what the fact says
    WRONG = "wrong"
    TOO_EXACT = "too_exact"  # the number lacks the fact's qualifier, or has another one
    NOT_EXACT = "not_exact"  # the number has a qualifier where the fact has none
    OF_OTHER = "of_other"  # the number is the fact's, but is said of something else
    MIXED_UP = "mixed_up"  # the number is another fact's
    UNKNOWN = "unknown"  # it says more than the fact does


@dataclass(frozen=True)
class Verdict:
    """A claim, judged.

    Attributes:
        ruling: what it amounts to.
        facts: what it is about; of a mix-up the fact that is meant, then the one whose number it is.
        number: what is wrong about it, where it is a number.
        meant: the fact's quantity, where only the number's exactness is wrong.
    """

    ruling: Ruling
    facts: tuple[Fact, ...]
    number: ClaimedNumber | None = None
    meant: Quantity | None = None


def judge(composer: Composer, fact: Fact, frame: Frame, says_more: bool = False) -> Verdict:
    """What a claim amounts to.

    Args:
        composer: facts and wording.
        fact: what is spoken of.
        frame: the claim as understood.
        says_more: whether it names a detail that the fact does not hold.
    """
    denied = frame.polarity is not Polarity.AFFIRMED
    said = numbers_said(fact, frame.numbers, composer.sheet)
    numbers = [_of_number(composer, fact, number) for number in said]
    wrong = next((v for v in numbers if v.ruling is not Ruling.RIGHT), None)
    if wrong is not None:
        # To deny what the sheet does not say is not to contradict it.
        return Verdict(Ruling.UNKNOWN, (fact,)) if denied else wrong
    facts = tuple({v.facts[0].key: v.facts[0] for v in numbers}.values()) or (fact,)
    if says_more:
        return Verdict(Ruling.UNKNOWN, facts)
    return Verdict(Ruling.DENIED if denied else Ruling.RIGHT, facts)


def _of_number(composer: Composer, fact: Fact, number: ClaimedNumber) -> Verdict:
    """What one number of a claim about a fact amounts to: said of that fact, or of the one whose unit stands behind it."""
    sheet = composer.sheet
    counted = sheet.facts.get(number.counts)
    if counted is not None and not counted.numbers and counted.counted_by:
        counted = sheet.facts[counted.counted_by]
    if not has_number(fact, number) and (not fact.numbers or tells_year(fact) != number.is_year):
        fact = sheet.facts[fact.counted_by] if fact.counted_by else fact
    if counted is not None and counted.numbers and not _shares_number(counted, fact, number):
        if has_number(fact, number):
            return Verdict(Ruling.MIXED_UP, (counted, fact), number)
        fact = counted
    if number.is_year and counted is None and not (fact.numbers and tells_year(fact)):
        return Verdict(Ruling.UNKNOWN, (fact,), number)
    if has_number(fact, number) and (
        (number.counts == UNCOUNTED and not number.is_year)
        or (counted is not None and not counted.numbers)
    ):
        return Verdict(Ruling.OF_OTHER, (fact,), number)
    if any(agrees(number, quantity) for quantity in fact.numbers.values()):
        return Verdict(Ruling.RIGHT, (fact,), number)
    meant = next((q for q in fact.numbers.values() if is_nearly(number, q)), None)
    if meant is not None and meant.is_count:
        exact = meant.qualifier is Qualifier.EXACT
        return Verdict(Ruling.NOT_EXACT if exact else Ruling.TOO_EXACT, (fact,), number, meant)
    if any(is_rounded(number, quantity) for quantity in fact.numbers.values()):
        return Verdict(Ruling.ROUNDED, (fact,), number)
    if any(may_be_of(number, quantity) for quantity in fact.numbers.values()):
        return Verdict(Ruling.UNKNOWN, (fact,), number)
    other = None if number.is_year or number.is_small else _owner(composer, fact, number)
    if other is not None:
        return Verdict(Ruling.MIXED_UP, (fact, other), number)
    silent = not fact.numbers or number.counts == UNCOUNTED
    return Verdict(Ruling.UNKNOWN if silent else Ruling.WRONG, (fact,), number)


def _shares_number(one: Fact, other: Fact, number: ClaimedNumber) -> bool:
    """Whether it makes no difference of which of two facts a number is said."""
    return one is other or (has_number(one, number) and has_number(other, number))


def _owner(composer: Composer, fact: Fact, number: ClaimedNumber) -> Fact | None:
    """Another fact whose number it is; a headline figure before a statement, the same area before others."""
    facts = sorted(
        composer.sheet.facts.values(), key=lambda f: (f.figure is None, f.area != fact.area)
    )
    return next((f for f in facts if f is not fact and has_number(f, number)), None)


def tell_verdict(composer: Composer, verdict: Verdict) -> Reply:
    """A verdict in words, with what the sheet says."""
    facts, number = verdict.facts, verdict.number
    mixed = verdict.ruling is Ruling.MIXED_UP
    text = composer.texts.table("verdicts")[verdict.ruling.value].format(
        sentence=composer.sentence(facts[0]) if mixed else composer.sentences(facts),
        other=composer.sentence(facts[-1]),
        quoted=number.text if number else "",
        qualifier=_named_qualifier(composer, verdict.meant),
    )
    if verdict.ruling is Ruling.UNKNOWN:
        status = Status.NOT_IN_SOURCE
    else:
        right = verdict.ruling in (Ruling.RIGHT, Ruling.ROUNDED)
        status = Status.ANSWERED if right else Status.CORRECTED
    quoted = [number.text] if number is not None and verdict.ruling is Ruling.WRONG else []
    return composer.tell(text, status, facts, quoted=quoted)


def _named_qualifier(composer: Composer, meant: Quantity | None) -> str:
    """The fact's qualifier in words, where it is all that a claim has wrong."""
    return composer.texts.table("qualifiers").get(meant.qualifier.value, "") if meant else ""
