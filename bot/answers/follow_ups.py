"""Answers to messages that only make sense after an earlier answer."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.composer import Composer
from bot.answers.context import Context
from bot.answers.facts_and_areas import (
    answer_area,
    answer_fact,
    answer_question,
    holds_strictly,
    missing_detail,
)
from bot.answers.in_context import in_context
from bot.answers.reply import Reply, Status
from bot.answers.verdicts import say_exactness
from bot.facts import Fact, QuestionKind
from bot.facts.question import Position, Question

# What a fact leaves open, another of its area may say; "how often?" or "who?" ask of this one alone.
_ASKED_OF_NEIGHBOURS = (QuestionKind.WHEN, QuestionKind.WITH_WHOM)


def ask_which(composer: Composer) -> Reply:
    """For a follow-up with nothing before it."""
    return composer.say(
        composer.texts["nothing_before"],
        Status.CLARIFY,
        suggestions=composer.texts.list("greeting_suggestions"),
    )


def tell_more(composer: Composer, context: Context) -> Reply:
    """What else the sheet says on the subject: the facts that lead on, or the whole area."""
    fact = composer.sheet.facts.get(context.fact or "")
    if fact is not None:
        return _facts_after(composer, fact)
    area = composer.sheet.areas.get(context.area or "")
    if area is None:
        return ask_which(composer)
    others = [f for f in composer.sheet.facts_of(area.key) if f.key not in area.facts]
    return _say_facts(composer, others[:3]) if others else _nothing_more(composer)


def count(composer: Composer, question: Question, context: Context) -> Reply:
    """ "How many of them?": the number of the fact just mentioned, or of its area."""
    if question.kind not in (QuestionKind.OPEN, QuestionKind.HOW_MANY):  # "how many per year?"
        return ask_detail(composer, question, context)
    if question.counted is not None and not question.refers_back and question.candidates_are_likely:
        # It names what it counts, so it asks of nothing said before ("how many wells were dug").
        likely = composer.sheet.facts[question.candidates[0][0]]
        return answer_fact(composer, likely, replace(question, kind=QuestionKind.HOW_MANY))
    asked = replace(question, kind=QuestionKind.HOW_MANY, numbers=())
    fact = composer.sheet.facts.get(context.fact or "")
    if fact is not None:
        counting = composer.sheet.facts.get(fact.counted_by or "")
        if counting is not None and holds_strictly(counting, asked):
            return answer_fact(composer, counting, asked)
        return answer_fact(composer, fact, asked)
    area = composer.sheet.areas.get(context.area or "")
    if area is None:
        return ask_which(composer)
    return answer_area(composer, area, asked)


def ask_detail(composer: Composer, question: Question, context: Context) -> Reply:
    """ "When was that?": the detail if the fact just mentioned holds it, else that it is not said."""
    fact = composer.sheet.facts.get(context.fact or "")
    area = composer.sheet.areas.get(context.area or "")
    if fact is not None:
        if question.kind is QuestionKind.OPEN:
            return _nearest_other(composer, question, fact)
        near = (
            [*_follow_ups(composer, fact), *composer.sheet.facts_of(fact.area or "")]
            if question.kind in _ASKED_OF_NEIGHBOURS
            else []
        )
        same_area = [f for f in near if fact.area is not None and f.area == fact.area]
        holding = [f for f in (fact, *same_area) if holds_strictly(f, question)]
        if holding:
            return answer_fact(composer, holding[0], question)
        return missing_detail(composer, fact, question)
    if area is not None:
        return answer_area(composer, area, question)
    return ask_which(composer)


def _nearest_other(composer: Composer, question: Question, fact: Fact) -> Reply:
    """What else of the same area an open question may mean ("what did you do together?")."""
    likely = [composer.sheet.facts[key] for key, _ in question.candidates]
    other = next((f for f in likely if f.area == fact.area and f.key != fact.key), None)
    if other is not None:
        return answer_fact(composer, other, question)
    return tell_more(composer, Context(area=fact.area, fact=fact.key))


def _follow_ups(composer: Composer, fact: Fact) -> list[Fact]:
    return [composer.sheet.facts[key] for key in fact.follow_ups]


def say_how_exact(composer: Composer, question: Question, context: Context) -> Reply:
    """Whether the number just given, or the one named, is exact, in the source's own terms."""
    values = {number.value for number in question.numbers}
    figures_named = [f for f in composer.sheet.figures() if f.figure and f.figure.value in values]
    numbered = [fact.key for fact in figures_named]
    named = numbered + [key for key in question.named if composer.sheet.facts[key].numbers]
    pointed_at = subject_at(question.position, context)
    last = [k for k in reversed(context.recent) if k in composer.sheet.facts]
    figures = [k for k in last if composer.sheet.facts[k].numbers]
    subjects = (*named, pointed_at, context.fact, *figures)
    key = next((k for k in subjects if k in composer.sheet.facts), None)
    fact = composer.sheet.facts.get(key or "")
    if fact is None:
        return ask_which(composer)
    return say_exactness(composer, fact)


def repeat(composer: Composer, question: Question, context: Context) -> Reply:
    """The last answer again, or the one that is named or pointed at ("the first one")."""
    named = [key for key in question.named if key in context.recent] or list(question.named)
    subjects = [*named, subject_at(question.position, context), context.fact, context.area]
    for key in subjects:
        if key in composer.sheet.facts:
            return answer_fact(composer, composer.sheet.facts[key or ""], _plain())
        if key in composer.sheet.areas:
            return answer_area(composer, composer.sheet.areas[key or ""], _plain())
    return ask_which(composer)


def subject_at(position: Position | None, context: Context) -> str | None:
    """Key of the fact or area that was given at a position of the conversation; None if there is none."""
    places = {Position.FIRST: 0, Position.SECOND: 1, Position.THIRD: 2, Position.BEFORE: -2}
    place = places.get(position, -1) if position is not None else None
    if place is None or not -len(context.recent) <= place < len(context.recent):
        return None
    return context.recent[place]


def answer_in_context(composer: Composer, question: Question, context: Context) -> Reply:
    """The answer to a question about an area or fact, read in the light of the one before."""
    return answer_question(composer, in_context(composer, question, context))


def _plain() -> Question:
    return Question(text="", intent="")


def _facts_after(composer: Composer, fact: Fact) -> Reply:
    facts = _follow_ups(composer, fact)
    return _say_facts(composer, facts) if facts else _nothing_more(composer)


def _say_facts(composer: Composer, facts: list[Fact]) -> Reply:
    areas = {fact.area for fact in facts}
    return composer.say(
        composer.sentences(facts),
        Status.ANSWERED,
        facts=[fact.key for fact in facts],
        area=areas.pop() if len(areas) == 1 else None,
        suggestions=composer.suggest_after(facts[0]),
        citation=composer.cite_together(facts),
    )


def _nothing_more(composer: Composer) -> Reply:
    return composer.say(
        composer.texts["nothing_more"],
        Status.NOT_IN_SOURCE,
        suggestions=composer.texts.list("thanks_suggestions"),
    )
