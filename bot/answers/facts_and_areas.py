"""Answers to questions about a programme area or one fact of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.claims import agrees
from bot.answers.composer import Composer
from bot.answers.reply import Reply, Status
from bot.answers.verdicts import Ruling, judge, tell_verdict
from bot.facts import Area, Fact, plain
from bot.facts.frame import Act, Frame
from bot.facts.model import ALWAYS_ANSWERED, ALWAYS_CLAIMED, QuestionKind

_ASKED_OF_NEIGHBOURS = (QuestionKind.WHEN, QuestionKind.HOW_LONG, QuestionKind.WITH_WHOM)
_MAX_NEIGHBOURS = 3
# How likely a fact must be for a question to name it.
_NAMED = 0.02
# How likely what is asked must be something that a fact holds.
_LIKELY_HELD = 0.5
# How likely one kind that it does not hold must be for a question to be refused.
_LIKELY_MISSING = 0.35
# From this probability on a statement may say more than the fact.
_MAYBE_MORE = 0.2
# How likely another fact must be beside the likeliest to be told with it.
_NEARLY_AS_LIKELY = 0.35
_AGREEING = (Ruling.RIGHT, Ruling.ROUNDED, Ruling.UNKNOWN, Ruling.OF_OTHER)


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
    if frame.act is Act.CLAIMS or frame.kind is QuestionKind.YES_NO:
        says_more = _claims_more(fact, frame)
        return tell_verdict(composer, judge(composer, fact, frame, says_more))
    if frame.numbers and fact.numbers and frame.kind is not QuestionKind.MEANING:
        # What is asked of a number is not answered while the number is wrong.
        verdict = judge(composer, fact, frame)
        if verdict.ruling not in _AGREEING and not _names_right_number(fact, frame):
            return tell_verdict(composer, verdict)
    if not holds(fact, frame):
        near = _neighbour(composer, fact, frame)
        if near is None:
            return missing_detail(composer, fact, frame)
        fact = near
    return tell_facts(composer, [fact, *_as_likely(composer, fact, frame)])


def _names_right_number(fact: Fact, frame: Frame) -> bool:
    """Whether one of the numbers that a question leaves to choose from is the fact's."""
    numbers = fact.numbers.values()
    return any(agrees(said, quantity) for said in frame.numbers for quantity in numbers)


def _as_likely(composer: Composer, fact: Fact, frame: Frame) -> list[Fact]:
    """The fact of the same area that may be meant nearly as well: no neighbour is told alone as if it were the answer."""
    least = _NEARLY_AS_LIKELY * frame.probability(fact.key)
    others = (composer.sheet.facts[key] for key, share in frame.facts if share >= least > 0)
    if frame.kind is QuestionKind.HOW_MANY:
        others = (composer.sheet.facts[f.counted_by] if f.counted_by else f for f in others)
    return [f for f in others if f is not fact and f.area == fact.area and holds(f, frame)][:1]


def _neighbour(composer: Composer, fact: Fact, frame: Frame) -> Fact | None:
    """Another fact of the same subject that holds when something was done or with whom, if it may be meant.

    Where the question names nothing itself ("with whom was this done?"), any of them may be.
    """
    if frame.kind not in _ASKED_OF_NEIGHBOURS:
        return None
    facts = composer.sheet.facts
    named = [key for key, share in frame.facts[:_MAX_NEIGHBOURS] if share >= _NAMED]
    candidates = [facts[key] for key in named] if named else list(facts.values())
    of_subject = (f for f in candidates if (f.area, f.topic) == (fact.area, fact.topic))
    return next((f for f in of_subject if holds(f, frame)), None)


def holds(fact: Fact, frame: Frame) -> bool:
    """Whether a fact can answer what is asked."""
    return not _names_other_years(fact, frame) and _missing_kind(fact, frame) is None


def _claims_more(fact: Fact, frame: Frame) -> bool:
    """Whether a statement names a detail that the fact does not hold: to confirm it by mistake would be worse than not to."""
    if frame.strays:
        return True
    held = ALWAYS_CLAIMED | fact.answers
    if not frame.kinds:
        return frame.kind not in held
    return any(share >= _MAYBE_MORE for kind, share in frame.kinds if kind not in held)


def _missing_kind(fact: Fact, frame: Frame) -> QuestionKind | None:
    """The kind of detail that a question asks for and the fact does not hold, if there is one."""
    held = ALWAYS_ANSWERED | fact.answers
    if not frame.kinds:
        return None if frame.kind in held else frame.kind
    if sum(share for kind, share in frame.kinds if kind in held) >= _LIKELY_HELD:
        return None
    kind, share = next((k for k in frame.kinds if k[0] not in held), (frame.kind, 0.0))
    return kind if share >= _LIKELY_MISSING else None


def _names_other_years(fact: Fact, frame: Frame) -> bool:
    """Whether the question is about particular years, by which the source breaks nothing down."""
    return QuestionKind.WHEN not in fact.answers and any(n.is_year for n in frame.numbers)


def answer_area(composer: Composer, area: Area, frame: Frame) -> Reply:
    """An area's summary; for a kind of detail the facts that hold it, or what is missing."""
    if frame.kind in ALWAYS_ANSWERED:
        return tell_area(composer, area)
    facts = composer.sheet.facts_of(area.key)
    holding = [fact for fact in facts if holds(fact, frame) and frame.act is not Act.CLAIMS]
    if frame.kind is QuestionKind.HOW_MANY:
        holding = [fact for fact in holding if fact.figure] or holding
    else:
        holding = holding[:1]  # of several places or reasons the first is enough
    if holding:
        return tell_facts(composer, holding)
    likely = [key for key, _ in frame.facts if composer.sheet.facts[key].area == area.key]
    return missing_detail(composer, composer.sheet.facts[[*likely, area.facts[0]][0]], frame)


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
    kind = _missing_kind(fact, frame) or frame.kind
    missing = composer.texts.table("not_in_source")[
        "year" if _names_other_years(fact, frame) else kind.value
    ]
    return composer.tell(composer.with_nearest(missing, fact), Status.NOT_IN_SOURCE, [fact])
