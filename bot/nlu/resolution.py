"""Settles what the clauses of a message mean together, and after what was said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.facts import FactSheet
from bot.facts.context import Context
from bot.facts.frame import Act, Frame
from bot.facts.model import ALWAYS_ANSWERED, QuestionKind
from bot.nlu import intents
from bot.nlu.in_context import CLEAR, SHORT, VERY_SHORT

_MAYBE_REMARK = 0.03
_TELLS = 0.5
_SURE = 0.9
# A need counts from this probability on beside a question of fact, by itself from less.
_SURE_NEED = 0.8
# How likely a clause must be to set something aside: by itself, as one of two, and compared with the other.
_ASIDE, _MAYBE_ASIDE, _FAR_LIKELIER = 0.5, 0.12, 3
# While someone may be in danger, only a clear question of fact or another need leads away from it.
_URGENT = (intents.DISTRESS, intents.EXPLOSIVE)
_NOT_ABOUT_ANYONE = (
    "greet",
    "goodbye",
    "thank",
    "ask_privacy",
    "forget_conversation",
    "ask_bot_identity",
    "ask_contact",
)
_NEEDS = (*intents.NEED_PREFIXES, *intents.REQUEST_PREFIXES)


@dataclass(frozen=True)
class Clause:
    """A clause as read by itself.

    Attributes:
        frame: its reading.
        asks: whether it ends in a question mark.
        opens: whether it begins as a question of its own does.
        listed: whether it is an item of a list, or joined to its neighbour within a sentence.
        leads_in: whether a colon follows it.
        comma: whether a comma follows it.
        item: whether it stands on a line, or behind a number, of its own.
        remark: how likely it only says who asks and why, 0 to 1.
        tells: how likely it says what someone is busy with, 0 to 1.
        aside: how likely it is that it names what is not asked for, 0 to 1.
        sentence: intent and probability of the sentence around it.
    """

    frame: Frame
    asks: bool = False
    opens: bool = False
    leads_in: bool = False
    comma: bool = False
    listed: bool = False
    item: bool = False
    remark: float = 0.0
    tells: float = 0.0
    aside: float = 0.0
    sentence: tuple[str, float] = ("", 0.0)


def settle(clauses: Sequence[Clause], context: Context, sheet: FactSheet) -> tuple[Frame, ...]:
    """The frames to answer, at least one, in order.

    Args:
        clauses: of one message, each in the clearer of its readings.
        context: what was said before.
        sheet: the facts.
    """
    frames = _without_asides(_needs_confirmed(clauses, sheet), sheet)
    frames = [_same_kind_again(_in_need(frame, context, sheet), context) for frame in frames]
    needs = [f for f in frames if f.intent.startswith(_NEEDS)]
    if needs:
        asked = [f for f in frames if _asks_plainly(f, sheet)]
        return (needs[0], *_without_echoes(asked))
    return tuple(_without_echoes(frames))


def _asks_plainly(frame: Frame, sheet: FactSheet) -> bool:
    """Whether it is a question of fact that is about no one in person."""
    return is_of_fact(frame, sheet) and frame.confidence >= CLEAR and _impersonal(frame)


def _impersonal(frame: Frame) -> bool:
    return not frame.of_person or frame.kind is QuestionKind.HOW_MANY


def _without_echoes(frames: Sequence[Frame]) -> list[Frame]:
    """Less what asks nothing new of what was just named ("mental health work, what was it")."""
    kept: list[Frame] = []
    for frame in frames:
        same = [
            f
            for f in kept
            if (f.intent, f.fact) == (frame.intent, frame.fact) and f.topic == frame.topic
        ]
        if same and frame.kind is QuestionKind.YES_NO and same[-1].kind is QuestionKind.OPEN:
            kept[kept.index(same[-1])] = frame  # "Our clinic got a roof. Were clinics renovated?"
        elif not same or (frame.kind not in ALWAYS_ANSWERED and frame.kind is not same[-1].kind):
            if same and same[-1].kind is QuestionKind.OPEN and same[-1].words <= SHORT:
                kept.remove(same[-1])  # "the TB programme: how many?" asks one thing
            kept.append(frame)
    return kept


def _needs_confirmed(clauses: Sequence[Clause], sheet: FactSheet) -> list[Clause]:
    """Less needs that a part of a sentence only seems to tell, where something else is plainly asked."""
    asked = any(_asks_plainly(c.frame, sheet) for c in clauses)

    def seems(clause: Clause) -> bool:
        if not clause.frame.intent.startswith(_NEEDS):
            return False
        name, share = clause.sentence
        return (
            not name.startswith(_NEEDS)
            or share < _SURE_NEED
            or clause.frame.confidence < _SURE_NEED
        )

    return [c for c in clauses if not (asked and seems(c))]


def is_of_fact(frame: Frame, sheet: FactSheet) -> bool:
    """Whether a clause asks about the sheet's facts or areas."""
    return frame.fact is not None or sheet.area_of_intent(frame.intent) is not None


def _without_asides(clauses: Sequence[Clause], sheet: FactSheet) -> list[Frame]:
    """What is asked: less what is set aside, what only says who asks and why, and politeness around it."""
    aside = _asides(clauses)
    asked = [c for c in clauses if c not in aside] or list(clauses)
    excluded = {c.frame.fact for c in aside if c.frame.fact} if len(asked) < len(clauses) else set()
    substantial = [c for c in asked if c.frame.intent not in intents.SMALL_TALK]
    if not substantial:
        # Of several such things the last is what the message ends with; a greeting is lost beside anything else.
        others = [
            c for c in asked if c.frame.intent not in (intents.REMARK, "greet", "deny")
        ] or asked
        return list({c.frame.intent: c.frame for c in others}.values())
    known = [c for c in substantial if not (_says_nothing(c) or _is_part(c, substantial))]
    known = known or substantial
    if any(is_of_fact(c.frame, sheet) for c in known):
        known = [c for c in known if not (_leads_in(c, known) or _is_background(c, known))]
    polite = [
        c.frame for c in asked if c.frame.intent in intents.POLITE and c.frame.confidence >= CLEAR
    ]
    return [*(_other_than(c.frame, excluded) for c in known), *polite]


def _is_background(clause: Clause, clauses: Sequence[Clause]) -> bool:
    """Whether a clause only says what someone works on who asks about the same area in another."""
    tells = clause.remark >= _MAYBE_REMARK or clause.tells >= _TELLS
    asks = clause.asks or clause.item
    others = any(c is not clause and (c.asks or c.opens) for c in clauses)
    return not asks and ((tells and others) or _fronts(clause, clauses))


def _fronts(clause: Clause, clauses: Sequence[Clause]) -> bool:
    """Whether a clause only says when or of whom ("until the closure, how many ..."): what is asked has a fact of its own."""
    place = clauses.index(clause)
    behind = clauses[place + 1] if place + 1 < len(clauses) else None
    asked = clause.opens or clause.listed or clause.frame.kind is not QuestionKind.OPEN
    if behind is None or not clause.comma or asked or clause.frame.words <= VERY_SHORT:
        return False
    clear = behind.frame.fact is not None and behind.frame.confidence >= CLEAR
    return clear and behind.opens and clause.frame.act is not Act.CLAIMS


def _leads_in(clause: Clause, clauses: Sequence[Clause]) -> bool:
    """Whether a clause only announces what follows ("figures please: ...", "I need a number")."""
    first = clause is clauses[0] and len(clauses) > 1
    bare = clause.frame.intent in (*intents.OF_THE_LAST, "follow_up_more", "ask_capabilities")
    return first and not clause.asks and (bare or (clause.leads_in and clause.frame.fact is None))


def _asides(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses that set something aside: plainly, or of two things spoken of the far likelier one."""
    of_facts = [c for c in clauses if c.frame.fact is not None]
    several = len(of_facts) > 2 or any(c.item for c in of_facts)
    plain = [c for c in clauses if c.aside >= (_SURE if several or c.asks else _ASIDE)]
    if plain or several or len(of_facts) < 2 or of_facts[0].frame.fact == of_facts[1].frame.fact:
        return plain
    other, likelier = sorted(of_facts, key=lambda c: c.aside)
    maybe = likelier.aside >= max(_MAYBE_ASIDE, _FAR_LIKELIER * other.aside) and not likelier.asks
    return [likelier] if maybe else []


def _says_nothing(clause: Clause) -> bool:
    """Whether a clause is neither understood nor plainly a question or an item of a list."""
    frame = clause.frame
    vague = frame.intent == intents.FALLBACK or (
        frame.intent == intents.OUT_OF_SCOPE
        and frame.topic in ("chitchat", "gibberish", "general_knowledge")
    )
    fragment = frame.intent == intents.FALLBACK and frame.words <= VERY_SHORT
    return (vague and not (clause.asks or clause.listed or clause.item)) or fragment


def _is_part(clause: Clause, clauses: Sequence[Clause]) -> bool:
    """Whether a clause that the sheet does not answer only belongs to one that it does: their sentence is clear as a whole."""
    intent, share = clause.sentence
    outside = clause.frame.intent in (intents.FALLBACK, intents.OUT_OF_SCOPE)
    return (
        outside
        and not (clause.opens or clause.item)
        and share >= _SURE
        and any(
            c is not clause and c.frame.intent == intent and c.sentence == clause.sentence
            for c in clauses
        )
    )


def _other_than(frame: Frame, excluded: set[str]) -> Frame:
    if frame.fact is None or frame.fact not in excluded:
        return replace(frame, excluded=tuple(sorted(excluded)))
    other = next((key for key, share in frame.facts if key not in excluded and share > 0.02), None)
    return replace(frame, fact=other) if other else frame


def _in_need(frame: Frame, context: Context, sheet: FactSheet) -> Frame:
    """ "What can I do now?" after a need was told is met with care again; a plain question is not."""
    if context.care is None:
        if frame.intent == intents.CARE_FOLLOW_UP:
            return replace(frame, intent=intents.FALLBACK)
        return frame
    if frame.intent.startswith(intents.NEED_PREFIXES) and frame.intent != intents.CARE_FOLLOW_UP:
        return frame
    if is_of_fact(frame, sheet) and frame.confidence >= CLEAR:
        return frame if _impersonal(frame) else replace(frame, intent=context.care, fact=None)
    lasting = context.care in _URGENT and not frame.intent.startswith(("ask_", "thank", "goodbye"))
    unclear = frame.intent in (
        intents.CARE_FOLLOW_UP,
        intents.FALLBACK,
        intents.OUT_OF_SCOPE,
        *intents.OF_THE_LAST,
    )
    if lasting or unclear or (frame.of_person and frame.intent not in _NOT_ABOUT_ANYONE):
        return replace(frame, intent=context.care, fact=None)
    return frame


def _same_kind_again(frame: Frame, context: Context) -> Frame:
    """ "And families?" after a question for a number asks for a number; "the other one" for what was told there."""
    short = frame.words <= 2 * SHORT
    if frame.position is not None and context.recent and short and frame.fact is None:
        return replace(frame, intent=intents.REPEAT)
    if frame.topic in intents.EXACTNESS and context.fact and short:
        return replace(frame, intent=intents.EXACT)
    carried = context.kind is QuestionKind.HOW_MANY and frame.kind is QuestionKind.OPEN
    if carried and frame.words <= SHORT and frame.fact is not None:
        return replace(frame, kind=QuestionKind.HOW_MANY, kinds=())
    return frame
