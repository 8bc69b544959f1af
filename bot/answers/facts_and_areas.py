"""Answers to questions about a programme area or one fact of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.composer import Composer
from bot.answers.reply import Reply, Status
from bot.answers.verdicts import judge, tell_verdict
from bot.facts import Area, Fact, plain
from bot.facts.frame import Act, Frame
from bot.facts.model import QuestionKind

# Any fact can be asked about so; for the other kinds it must say that it holds the answer.
ALWAYS_ANSWERED = frozenset(
    {
        QuestionKind.OPEN,
        QuestionKind.YES_NO,
        QuestionKind.WHO,
        QuestionKind.MANNER,
        QuestionKind.MEANING,
    }
)
_ASKED_OF_NEIGHBOURS = (QuestionKind.WHEN, QuestionKind.HOW_LONG, QuestionKind.WITH_WHOM)
_MAX_NEIGHBOURS = 3
# How likely what is asked must be something that a fact holds.
_LIKELY_HELD = 0.5
# How likely one kind that it does not hold must be for a question to be refused.
_LIKELY_MISSING = 0.35
_SAID_OF_CLAIMS = frozenset(
    {
        QuestionKind.OPEN,
        QuestionKind.YES_NO,
        QuestionKind.MEANING,
        QuestionKind.HOW_MANY,
        QuestionKind.WHO,
    }
)


def answer_question(composer: Composer, frame: Frame) -> Reply | None:
    """The answer to a question about a fact or an area; None where it is about neither."""
    offered = _area_of_offered_question(composer, frame.text)
    if offered is not None:
        return tell_area(composer, offered)
    fact = composer.sheet.facts.get(frame.fact or "")
    if fact is not None:
        return answer_fact(composer, fact, frame)
    area = composer.sheet.area_of_intent(frame.intent)
    return answer_area(composer, area, frame) if area is not None else None


def _area_of_offered_question(composer: Composer, text: str) -> Area | None:
    """The area whose own question this is word for word: what we offer is answered as the sheet says."""
    asked = plain(text)
    code = composer.texts.language
    areas = composer.sheet.areas.values()
    return next((area for area in areas if plain(area.question[code]) == asked), None)


def answer_fact(composer: Composer, fact: Fact, frame: Frame) -> Reply:
    """One fact, if it holds what is asked; else what is missing, and the fact as the nearest thing."""
    if frame.act is Act.CLAIMS or frame.kind is QuestionKind.YES_NO or _names_number(fact, frame):
        return tell_verdict(composer, judge(composer, fact, frame, _SAID_OF_CLAIMS))
    if not holds(fact, frame):
        near = _neighbour(composer, fact, frame)
        if near is None:
            return missing_detail(composer, fact, frame)
        fact = near
    return composer.tell(composer.sentence(fact), Status.ANSWERED, [fact])


def _neighbour(composer: Composer, fact: Fact, frame: Frame) -> Fact | None:
    """Another fact of the area that holds when something began or with whom it was done, if it may be meant."""
    if frame.kind not in _ASKED_OF_NEIGHBOURS:
        return None
    likely = [composer.sheet.facts[key] for key, _ in frame.facts[:_MAX_NEIGHBOURS]]
    return next((f for f in likely if f.area == fact.area and holds(f, frame)), None)


def _names_number(fact: Fact, frame: Frame) -> bool:
    return any(not number.is_year for number in frame.numbers) and bool(fact.numbers)


def holds(fact: Fact, frame: Frame) -> bool:
    """Whether a fact can answer what is asked."""
    if _names_other_years(fact, frame):
        return False
    held = ALWAYS_ANSWERED | fact.answers
    if not frame.kinds:
        return frame.kind in held
    missing = [share for kind, share in frame.kinds if kind not in held]
    likely = sum(share for kind, share in frame.kinds if kind in held) >= _LIKELY_HELD
    return likely or max(missing, default=0.0) < _LIKELY_MISSING


def _names_other_years(fact: Fact, frame: Frame) -> bool:
    """Whether the question is about particular years, by which the source breaks nothing down."""
    return QuestionKind.WHEN not in fact.answers and any(n.is_year for n in frame.numbers)


def answer_area(composer: Composer, area: Area, frame: Frame) -> Reply:
    """An area's summary; for a kind of detail the facts that hold it, or what is missing."""
    if frame.kind in ALWAYS_ANSWERED:
        return tell_area(composer, area)
    holding = [fact for fact in composer.sheet.facts_of(area.key) if holds(fact, frame)]
    if frame.kind is QuestionKind.HOW_MANY:
        holding = [fact for fact in holding if fact.figure] or holding
    else:
        holding = holding[:1]  # of several places or reasons the first is enough
    if holding:
        return tell_facts(composer, holding)
    return missing_detail(composer, composer.sheet.facts[area.facts[0]], frame)


def tell_area(composer: Composer, area: Area) -> Reply:
    """An area's summary."""
    return composer.say(
        composer.sheet.summary(area, composer.language),
        Status.ANSWERED,
        facts=area.facts,
        area=area.key,
        suggestions=composer.suggest_within(area),
        citation=composer.cite_facts([composer.sheet.facts[key] for key in area.facts]),
    )


def tell_facts(composer: Composer, facts: Sequence[Fact]) -> Reply:
    """Several facts, each in its own sentence: two in a row, more of them as a list."""
    areas = {fact.area for fact in facts}
    return composer.say(
        composer.sentences(facts) if len(facts) < 3 else composer.lines(facts),
        Status.ANSWERED,
        facts=[fact.key for fact in facts],
        area=facts[0].area if len(areas) == 1 else None,
        suggestions=composer.suggest_after(facts[0]),
        citation=composer.cite_facts(facts),
    )


def missing_detail(composer: Composer, fact: Fact, frame: Frame) -> Reply:
    """What the sheet does not say of a fact, and the fact itself as the nearest thing."""
    kind = next((k for k, _ in frame.kinds if k not in ALWAYS_ANSWERED | fact.answers), frame.kind)
    missing = composer.texts.table("not_in_source")[
        "year" if _names_other_years(fact, frame) else kind.value
    ]
    return composer.tell(composer.with_nearest(missing, fact), Status.NOT_IN_SOURCE, [fact])
