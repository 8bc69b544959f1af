"""The chat's verdict on a claim, as it is marked in a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.answers.verdicts import Ruling, Verdict
from bot.facts import Fact, Qualifier
from bot.facts.question import ClaimedNumber

_MOST_UNKNOWN = 6


class CheckVerdict(str, Enum):
    """How a number or a statement of a text stands to the fact sheet."""

    AS_IN_SOURCE = "as_in_source"
    DIFFERS = "differs"
    QUALIFIER_LOST = "qualifier_lost"
    WORDING = (
        "wording"  # the number is right, or the subject known, but some words are not the sheet's
    )
    NOT_IN_SOURCE = "not_in_source"


@dataclass(frozen=True)
class Judged:
    """What is said of a number or a statement.

    Attributes:
        verdict: how it stands to the fact sheet.
        facts: what the fact sheet says of it, the fact that is meant first; of `not_in_source` the nearest, if any.
        note: name of the explanation in the texts.
        unknown: words that are not the fact's.
    """

    verdict: CheckVerdict
    facts: tuple[Fact, ...] = ()
    note: str = "not_in_source"
    unknown: tuple[str, ...] = ()


def marked(verdict: Verdict, number: ClaimedNumber) -> Judged | None:
    """A verdict of the chat as it is marked in a text; None where nothing is claimed.

    Args:
        verdict: on the number.
        number: as it was judged.
    """
    claim, facts, ruling = verdict.claim, verdict.facts, verdict.ruling
    unknown = verdict.unknown[:_MOST_UNKNOWN]
    if claim is None or ruling in (Ruling.UNCLAIMED, Ruling.TOGETHER):
        return None
    if claim.meant is not None and not claim.meant.is_count:
        return Judged(CheckVerdict.DIFFERS, facts, "of_other_kind")
    if claim.meant is not None and claim.meant.qualifier is Qualifier.EXACT:
        return Judged(CheckVerdict.DIFFERS, facts, "qualifier_added")
    if claim.meant is not None:
        return Judged(CheckVerdict.QUALIFIER_LOST, facts, "qualifier_lost", unknown)
    if ruling is Ruling.OTHER_WORDS:
        return Judged(CheckVerdict.WORDING, facts, "wording", unknown)
    if ruling is not Ruling.RIGHT:
        return Judged(CheckVerdict.DIFFERS, facts, ruling.value)
    if number.value not in {quantity.value for quantity in facts[0].numbers.values()}:
        return Judged(CheckVerdict.WORDING, facts, "less")
    return Judged(CheckVerdict.AS_IN_SOURCE, facts, "as_in_source")


def of_statement(fact: Fact, unknown: tuple[str, ...]) -> Judged:
    """A statement about a fact, with the words that are not the fact's."""
    if unknown:
        return Judged(CheckVerdict.WORDING, (fact,), "statement_wording", unknown[:_MOST_UNKNOWN])
    return Judged(CheckVerdict.AS_IN_SOURCE, (fact,), "statement")
