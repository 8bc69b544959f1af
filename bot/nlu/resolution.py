"""Settles what the clauses of a message mean together, and after what was said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.facts import FactSheet
from bot.facts.context import Context
from bot.facts.frame import Frame
from bot.facts.model import ALWAYS_ANSWERED, QuestionKind
from bot.nlu import intents
from bot.nlu.asked import NEEDS, Clause, is_of_fact, without_asides
from bot.nlu.in_context import CLEAR, SHORT

# A need counts from this probability on beside a question of fact, by itself from less.
_SURE_NEED = 0.8
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


def settle(clauses: Sequence[Clause], context: Context, sheet: FactSheet) -> tuple[Frame, ...]:
    """The frames to answer, at least one, in order.

    Args:
        clauses: of one message, each in the clearer of its readings.
        context: what was said before.
        sheet: the facts.
    """
    frames = without_asides(_needs_confirmed(clauses, sheet), sheet)
    frames = [_same_kind_again(_in_need(frame, context, sheet), context) for frame in frames]
    needs = [f for f in frames if f.intent.startswith(NEEDS)]
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
            last = kept[-1] if kept else None
            if last in same and last.kind is QuestionKind.OPEN and last.words <= SHORT:
                kept.remove(last)  # "the TB programme: how many?" asks one thing
            kept.append(frame)
    return kept


def _needs_confirmed(clauses: Sequence[Clause], sheet: FactSheet) -> list[Clause]:
    """Less needs that a part of a sentence only seems to tell, where something else is plainly asked."""
    asked = any(_asks_plainly(c.frame, sheet) for c in clauses)

    def seems(clause: Clause) -> bool:
        if not clause.frame.intent.startswith(NEEDS):
            return False
        name, share = clause.sentence
        return (
            not name.startswith(NEEDS) or share < _SURE_NEED or clause.frame.confidence < _SURE_NEED
        )

    return [c for c in clauses if not (asked and seems(c))]


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
