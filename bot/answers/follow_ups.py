"""Answers to messages that only make sense after an earlier answer."""

from __future__ import annotations

from bot.answers.composer import Composer
from bot.answers.facts_and_areas import tell_area, tell_facts
from bot.answers.reply import Reply, Status
from bot.facts import Fact
from bot.facts.context import Context
from bot.facts.frame import Frame, Position

# So many facts are told at once when someone asks for more.
_MAX_MORE = 3
_PLACES = {
    Position.FIRST: 0,
    Position.SECOND: 1,
    Position.THIRD: 2,
    Position.BEFORE: -2,
    Position.LAST: -1,
}


def ask_which(composer: Composer) -> Reply:
    """For a follow-up with nothing before it."""
    return composer.say(
        composer.texts["nothing_before"],
        Status.CLARIFY,
        suggestions=composer.texts.list("greeting_suggestions"),
    )


def tell_more(composer: Composer, context: Context) -> Reply:
    """What else the sheet says on the subject and has not been told; then whatever leads on from it."""
    facts = composer.sheet.facts
    fact = facts.get(context.fact or "") or facts.get(context.told[0] if context.told else "")
    area = composer.sheet.areas.get(context.area or "")
    if fact is None and area is None:
        return ask_which(composer)
    leads_on = [facts[key] for key in fact.follow_ups] if fact else []
    of_area = composer.sheet.facts_of(area.key) if area else []
    told = set(context.recent) | {
        key
        for a in context.recent
        if a in composer.sheet.areas
        for key in composer.sheet.areas[a].facts
    }
    fresh = [f for f in dict.fromkeys(f.key for f in (*leads_on, *of_area)) if f not in told]
    if not fresh:
        return composer.say(
            composer.texts["nothing_more"],
            Status.NOT_IN_SOURCE,
            suggestions=composer.texts.list("thanks_suggestions"),
        )
    return tell_facts(composer, [facts[key] for key in fresh[:_MAX_MORE]])


def say_how_exact(composer: Composer, frame: Frame, context: Context) -> Reply:
    """Whether the number just given, or the one named, is exact, in the source's own terms."""
    values = {number.value for number in frame.numbers}
    named = [f.key for f in composer.sheet.figures() if f.figure and f.figure.value in values]
    pointed_at = subject_at(frame.position, context)
    told = [key for key in reversed(context.recent) if key in composer.sheet.facts]
    for key in (*named, frame.fact, pointed_at, context.fact, *told):
        fact = composer.sheet.facts.get(key or "")
        if fact is not None and (fact.numbers or key == context.fact):
            return say_exactness(composer, fact)
    return ask_which(composer)


def say_exactness(composer: Composer, fact: Fact) -> Reply:
    """Whether a fact's number is exact, in the source's own terms."""
    quantity = fact.main_quantity
    if quantity is None:
        text = composer.texts["so_it_stands"]
    else:
        text = composer.texts.table("exact")[quantity.qualifier.value].format(
            wording=quantity.in_sentence(composer.language)
        )
    return composer.tell(f"{text} {composer.sentence(fact)}", Status.ANSWERED, [fact])


def repeat(composer: Composer, frame: Frame, context: Context) -> Reply:
    """The last answer again, or the one that is pointed at ("the first one")."""
    pointed_at = subject_at(frame.position, context)
    subjects = [pointed_at or ""] if frame.position else list(context.told)
    facts = [composer.sheet.facts[key] for key in subjects if key in composer.sheet.facts]
    if facts:
        return tell_facts(composer, facts)
    areas = [composer.sheet.areas[key] for key in subjects if key in composer.sheet.areas]
    return tell_area(composer, areas[0]) if areas else ask_which(composer)


def subject_at(position: Position | None, context: Context) -> str | None:
    """Key of the fact or area at a position: among several just told, else of the conversation; None if there is none."""
    if position is None:
        return None
    among = (
        context.told
        if len(context.told) > 1 and position is not Position.BEFORE
        else context.recent
    )
    place = _PLACES[position]
    return among[place] if -len(among) <= place < len(among) else None
