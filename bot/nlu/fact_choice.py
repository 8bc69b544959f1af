"""The second step of understanding: which fact of an area a question asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.facts import Fact, FactSheet, QuestionKind

Ranked = tuple[str, "str | None", float]
"""Intent, fact or topic (None for the intent as a whole), probability; the best first."""

# A question "how many ..." goes to the figure that counts the noun it names, if the classifier finds
# that figure at least this likely in comparison with its own first choice.
_RERANK_SHARE = 0.1


def choose_fact(
    intent: str,
    ranking: Sequence[Ranked],
    kind: QuestionKind,
    counted: str | None,
    sheet: FactSheet,
    threshold: float,
) -> str | None:
    """Key of the fact asked for, or None for the intent's area as a whole.

    Args:
        intent: the intent of the question.
        ranking: classes of all intents with their probabilities.
        kind: what the question asks for.
        counted: the noun it counts, if any.
        sheet: the fact sheet.
        threshold: share of the intent's probability that a fact needs to be picked.
    """
    within = [(sub, probability) for name, sub, probability in ranking if name == intent]
    if not within:
        return None
    total = sum(probability for _, probability in within)
    best, probability = within[0]
    if kind is QuestionKind.HOW_MANY:
        rivals = [key for key, p in within if key and p >= _RERANK_SHARE * probability]
        figure = _counting(_facts(rivals, sheet), counted)
        if figure is not None:
            return figure.counted_by or figure.key
    if best is None or best not in sheet.facts or probability < threshold * total:
        return None
    counting = sheet.facts.get(sheet.facts[best].counted_by or "")
    if kind is QuestionKind.HOW_MANY and counting and counted in (None, *counting.counts):
        return counting.key
    return best


def nearest_fact(ranking: Sequence[Ranked], sheet: FactSheet, threshold: float) -> str | None:
    """Key of the likeliest fact, whatever its intent; None where none reaches the threshold."""
    for _, key, probability in ranking:
        if key in sheet.facts and probability >= threshold:
            return key
    return None


def _facts(keys: Iterable[str], sheet: FactSheet) -> list[Fact]:
    return [sheet.facts[key] for key in keys if key in sheet.facts]


def _counting(facts: Iterable[Fact], counted: str | None) -> Fact | None:
    """The first fact that counts the noun; without a noun, the first fact that counts at all."""
    return next(
        (fact for fact in facts if fact.counts and (counted is None or counted in fact.counts)),
        None,
    )
