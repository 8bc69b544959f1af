"""The clearer of two readings of a clause: by itself, and behind the name of what was last spoken of."""

from __future__ import annotations

from dataclasses import replace

from bot.facts import FactSheet
from bot.facts.frame import UNCOUNTED, Frame
from bot.facts.model import QuestionKind
from bot.nlu import intents

# From this probability on a reading is clear, and surely so.
CLEAR, _SURE = 0.6, 0.9
_CLEARLY_OUTSIDE = 0.7
# How likely a fact must be for a clause that only has a sense behind another.
_LEAST_BEHIND = 0.4
# A clause of so few words may only have a sense behind what was said before.
SHORT, VERY_SHORT = 6, 3
# What a clause out of scope may ask of the fact before it.
_DETAILS = frozenset(QuestionKind) - {QuestionKind.OPEN, QuestionKind.YES_NO, QuestionKind.MEANING}


def needs_context(frame: Frame) -> bool:
    """Whether a clause may have another sense behind what was said before."""
    return (
        frame.intent in intents.OF_THE_LAST
        or frame.confidence < CLEAR
        or (frame.refers_back and frame.words <= 2 * SHORT)
        or frame.words <= SHORT
    )


def in_context(frame: Frame, behind: Frame, last: str | None, sheet: FactSheet) -> Frame:
    """The clearer of two readings of a clause.

    Args:
        frame: by itself.
        behind: behind the name of what was last spoken of.
        last: key of the fact last told, if it was one.
        sheet: the facts.
    """
    key, share = behind.facts[0] if behind.facts else (None, 0.0)
    if frame.topic == UNCOUNTED:
        near = last is not None and last in sheet.facts and not frame.facts
        return replace(frame, facts=((last, 1.0),)) if near and last else frame
    if frame.intent in intents.OF_THE_LAST:
        kind = frame.kind
        if kind is QuestionKind.OPEN and frame.intent == intents.OF_THE_LAST[0]:
            kind = QuestionKind.HOW_MANY
        own, likely = frame.facts[0] if frame.facts else (None, 0.0)
        if share < _LEAST_BEHIND:
            key = own if likely >= _LEAST_BEHIND else last or key
        return _of_fact(frame, key, kind, sheet)
    unclear = frame.intent == intents.FALLBACK or (
        frame.intent == intents.OUT_OF_SCOPE
        and (frame.confidence < _CLEARLY_OUTSIDE or frame.refers_back)
    )
    vague = unclear or (frame.refers_back and frame.confidence < CLEAR)
    if vague and frame.kind in _DETAILS and last and (share >= CLEAR or frame.refers_back):
        return _of_fact(frame, key if share >= CLEAR else last, frame.kind, sheet)
    if not unclear and sheet.area_of_intent(frame.intent) is None and frame.fact is None:
        return frame  # small talk, a need, a form: it is no question of fact in any context
    clear = frame.probability(frame.fact) if frame.fact else frame.confidence
    if key == last:
        # The name that stands before it speaks for itself: only what names nothing of its own is about it.
        bare = frame.words <= (SHORT if frame.kind in _DETAILS else VERY_SHORT)
        bare = bare or frame.refers_back
        meant = unclear and bare and share >= CLEAR
        return _of_fact(frame, key, frame.kind, sheet) if meant else frame
    if share > clear and (unclear or clear < CLEAR or (frame.refers_back and clear < _SURE)):
        return _of_fact(frame, key, frame.kind, sheet)
    return frame


def _of_fact(frame: Frame, key: str | None, kind: QuestionKind, sheet: FactSheet) -> Frame:
    """The clause as a question about a fact, or about an area as a whole."""
    fact, area = sheet.facts.get(key or ""), sheet.areas.get(key or "")
    if fact is not None:
        area = sheet.areas.get(fact.area or "")
        intent = area.intent if area else f"ask_{fact.topic}"
    elif area is not None:
        intent = area.intent
    else:
        return frame
    return replace(
        frame,
        intent=intent,
        fact=fact.key if fact else None,
        kind=kind,
        topic=None,
        confidence=max(frame.confidence, CLEAR),
    )
