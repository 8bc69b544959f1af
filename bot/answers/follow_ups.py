"""Answers to messages that only make sense after an earlier answer."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.composer import Composer
from bot.answers.context import Context
from bot.answers.facts_and_areas import answer_area, answer_fact, answer_question
from bot.answers.reply import Reply, Status
from bot.facts import Fact, QuestionKind
from bot.facts.question import Question


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
    asked = replace(question, kind=QuestionKind.HOW_MANY, numbers=())
    fact = composer.sheet.facts.get(context.fact or "")
    if fact is not None:
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
        return answer_fact(composer, fact, question)
    if area is not None:
        return answer_area(composer, area, question)
    return ask_which(composer)


def say_how_exact(composer: Composer, context: Context) -> Reply:
    """Whether the number just given is exact, in the source's own terms."""
    fact = composer.sheet.facts.get(context.fact or "")
    if fact is None:
        return ask_which(composer)
    if not fact.numbers:
        text = composer.texts["no_number_here"]
    else:
        quantity = fact.figure or next(iter(fact.numbers.values()))
        text = composer.texts.table("exact")[quantity.qualifier.value].format(
            wording=quantity.in_sentence(composer.language)
        )
    return composer.say(
        f"{text} {composer.sentence(fact)}",
        Status.ANSWERED,
        facts=[fact.key],
        area=fact.area,
        suggestions=composer.suggest_after(fact),
        citation=composer.cite_fact(fact),
    )


def repeat(composer: Composer, context: Context) -> Reply:
    """The last answer again."""
    if context.fact in composer.sheet.facts:
        return answer_fact(composer, composer.sheet.facts[context.fact or ""], _plain())
    area = composer.sheet.areas.get(context.area or "")
    return answer_area(composer, area, _plain()) if area else ask_which(composer)


def in_context(composer: Composer, question: Question, context: Context) -> Question:
    """ "And in education?" asks of the new area what was asked of the last one."""
    carried = (
        question.fact is None
        and question.kind is QuestionKind.OPEN
        and len(question.text.split()) <= 5
        and question.text.lower().startswith(composer.texts.list("carry_over_openers"))
    )
    return replace(question, kind=context.kind) if carried else question


def answer_in_context(composer: Composer, question: Question, context: Context) -> Reply:
    """The answer to a question about an area or fact, read in the light of the one before."""
    return answer_question(composer, in_context(composer, question, context))


def _plain() -> Question:
    return Question(text="", intent="")


def _facts_after(composer: Composer, fact: Fact) -> Reply:
    facts = [composer.sheet.facts[key] for key in fact.follow_ups]
    return _say_facts(composer, facts) if facts else _nothing_more(composer)


def _say_facts(composer: Composer, facts: list[Fact]) -> Reply:
    areas = {fact.area for fact in facts}
    return composer.say(
        " ".join(composer.sentence(fact) for fact in facts),
        Status.ANSWERED,
        facts=[fact.key for fact in facts],
        area=areas.pop() if len(areas) == 1 else None,
        suggestions=composer.suggest_after(facts[0]),
        citation=composer.cite_sheet(),
    )


def _nothing_more(composer: Composer) -> Reply:
    return composer.say(
        composer.texts["nothing_more"],
        Status.NOT_IN_SOURCE,
        suggestions=composer.texts.list("thanks_suggestions"),
    )
