"""Tells what is asked in a message from what is set aside in it, and from what only says who asks and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.facts import FactSheet
from bot.facts.frame import Act, Frame
from bot.facts.model import QuestionKind
from bot.nlu import intents
from bot.nlu.in_context import CLEAR, VERY_SHORT

_MAYBE_REMARK = 0.03
_TELLS = 0.5
_SURE = 0.9
# How likely a clause must be to set something aside: by itself, as one of two, and compared with the other.
_ASIDE, _MAYBE_ASIDE, _FAR_LIKELIER = 0.5, 0.12, 3
NEEDS = (*intents.NEED_PREFIXES, *intents.REQUEST_PREFIXES)


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


def is_of_fact(frame: Frame, sheet: FactSheet) -> bool:
    """Whether a clause asks about the sheet's facts or areas."""
    return frame.fact is not None or sheet.area_of_intent(frame.intent) is not None


def without_asides(clauses: Sequence[Clause], sheet: FactSheet) -> list[Frame]:
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
    asks = clause.asks or clause.item or clause.frame.intent.startswith(NEEDS)
    others = any(c is not clause and (c.asks or c.opens) for c in clauses)
    return not asks and ((tells and others) or _fronts(clause, clauses))


def _fronts(clause: Clause, clauses: Sequence[Clause]) -> bool:
    """Whether a clause only says when or of whom ("until the closure, how many ..."): what is asked has a fact of its own."""
    place = clauses.index(clause)
    behind = clauses[place + 1] if place + 1 < len(clauses) else None
    asked = clause.opens or clause.listed or clause.frame.kind is not QuestionKind.OPEN
    if behind is None or not clause.comma or asked or clause.frame.words < VERY_SHORT:
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
    asked = clause.asks or clause.opens or clause.listed or clause.item
    return (vague and not asked) or fragment


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
