"""A ruling on a claim, as it is marked in a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.facts import Fact, Qualifier, Quantity
from bot.press.check.matching import COMMON_STYLES, Match
from bot.press.check.ruling import Ruling, Verdict

_MOST_UNKNOWN = 6
_SURELY = 0.75


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


def marked(verdict: Verdict, match: Match, period: str) -> Judged | None:
    """A verdict of the chat as it is marked in a text; None where nothing is claimed.

    Args:
        verdict: on the number.
        match: the number as it was judged, with how much of what the fact says is said.
        period: what limits the sentence to a part of the work's time; "" where nothing does.
    """
    claim, facts, ruling = verdict.claim, verdict.facts, verdict.ruling
    if claim is None or ruling is Ruling.TOGETHER:
        return None
    quantity = match.fact.main_quantity
    # A year or an edition is a common number: it has to be said of the very thing.
    common = quantity is not None and quantity.style in COMMON_STYLES
    limits = (period,) if period and not common else ()
    unknown = (*limits, *verdict.unknown)[:_MOST_UNKNOWN]
    if claim.meant is not None and not common:
        return _nearly(claim.meant, facts, unknown)
    loose = common and (match.share < _SURELY or claim.meant is not None)
    if ruling in (Ruling.OTHER_WORDS, Ruling.UNCLAIMED) or (
        (ruling is Ruling.RIGHT or claim.meant is not None) and (loose or limits)
    ):
        return Judged(CheckVerdict.WORDING, facts, "wording", unknown)
    if ruling is not Ruling.RIGHT:
        return Judged(CheckVerdict.DIFFERS, facts, ruling.value)
    if match.number.value not in {quantity.value for quantity in facts[0].numbers.values()}:
        return Judged(CheckVerdict.WORDING, facts, "less")
    return Judged(CheckVerdict.AS_IN_SOURCE, facts, "as_in_source")


def _nearly(meant: Quantity, facts: tuple[Fact, ...], unknown: tuple[str, ...]) -> Judged:
    """A number that is the fact's but for its qualifier or its kind."""
    if not meant.is_count:
        return Judged(CheckVerdict.DIFFERS, facts, "of_other_kind")
    if meant.qualifier is Qualifier.EXACT:
        return Judged(CheckVerdict.DIFFERS, facts, "qualifier_added")
    return Judged(CheckVerdict.QUALIFIER_LOST, facts, "qualifier_lost", unknown)


def of_statement(fact: Fact, unknown: tuple[str, ...]) -> Judged:
    """A statement about a fact, with the words that are not the fact's."""
    if unknown:
        return Judged(CheckVerdict.WORDING, (fact,), "statement_wording", unknown[:_MOST_UNKNOWN])
    return Judged(CheckVerdict.AS_IN_SOURCE, (fact,), "statement")
