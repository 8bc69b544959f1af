"""Answers to questions about a programme area or one fact of it."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.composer import Composer
from bot.answers.refusals import refuse_out_of_scope
from bot.answers.reply import Reply, Status
from bot.answers.verdicts import tell_with_verdict
from bot.facts import Area, Fact, QuestionKind
from bot.facts.question import Question

# So much of a noun is compared, for the sake of its endings.
_STEM = 5
# Any fact can be asked about openly; for the other kinds it must say that it holds the answer.
_ALWAYS_ANSWERED = frozenset({QuestionKind.OPEN, QuestionKind.WHO})


def answer_question(composer: Composer, question: Question) -> Reply:
    """The answer to a question about a fact, or about an area as a whole.

    Args:
        composer: facts and wording.
        question: as understood.
    """
    offered = _area_of_offered_question(composer, question.text)
    if offered is not None:
        return answer_area(composer, offered, replace(question, kind=QuestionKind.OPEN))
    if question.fact is not None:
        return answer_fact(composer, composer.sheet.facts[question.fact], question)
    area = composer.sheet.area_of_intent(question.intent)
    if area is None:
        return refuse_out_of_scope(composer, question)
    return answer_area(composer, area, question)


def _area_of_offered_question(composer: Composer, text: str) -> Area | None:
    """The area whose own question this is word for word: what we offer is answered as the sheet says."""
    asked = _bare(text)
    code = composer.texts.language
    areas = composer.sheet.areas.values()
    return next((area for area in areas if _bare(area.question[code]) == asked), None)


def _bare(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip("?!. ")


def answer_fact(composer: Composer, fact: Fact, question: Question) -> Reply:
    """One fact, if it holds what is asked; else what is missing, and the fact as the nearest thing."""
    if not holds(fact, question):
        return missing_detail(composer, fact, question)
    return tell_with_verdict(composer, fact, question)


def answer_area(composer: Composer, area: Area, question: Question) -> Reply:
    """An area's summary; for a detail no fact of the area holds, what is missing comes first."""
    if question.kind is QuestionKind.WHO:
        naming = [f for f in composer.sheet.facts_of(area.key) if holds_strictly(f, question)]
        if naming:
            return _facts_together(composer, area, naming[:1])
    if question.kind not in _ALWAYS_ANSWERED:
        holding = [fact for fact in composer.sheet.facts_of(area.key) if holds(fact, question)]
        if holding:
            # Of several counts each is an answer; of several places or reasons the first is enough.
            every = question.kind is QuestionKind.HOW_MANY
            return _facts_together(composer, area, holding if every else holding[:1])
        return _missing_in_area(composer, area, question)
    return composer.say(
        composer.sheet.summary(area, composer.language),
        Status.ANSWERED,
        facts=area.facts,
        area=area.key,
        suggestions=composer.suggest_within(area),
        citation=composer.cite_area(area),
    )


def holds(fact: Fact, question: Question) -> bool:
    """Whether a fact can answer this kind of question."""
    if _names_other_years(fact, question):
        return False
    if question.named_noun is not None and not _speaks_of(fact, question.named_noun):
        return False
    if question.kind in _ALWAYS_ANSWERED:
        return True
    if question.kind not in fact.answers:
        return False
    if question.kind is QuestionKind.HOW_MANY and question.counted is not None:
        return question.counted in fact.counts
    return True


def holds_strictly(fact: Fact, question: Question) -> bool:
    """Whether a fact answers a bare "who?" or "when?", which names nothing else by which to judge."""
    return question.kind in (QuestionKind.OPEN, *fact.answers) and holds(fact, question)


def _speaks_of(fact: Fact, noun: str) -> bool:
    """Whether a fact's own words hold a noun, so that it can say which ones are meant."""
    texts = (fact.sentence, fact.label, fact.question, fact.published)
    said = [text for by_language in texts for text in by_language.values()]
    said += [name for names in fact.aliases.values() for name in names]
    return noun[:_STEM] in " ".join(said).lower() or QuestionKind.WHICH in fact.answers


def _names_other_years(fact: Fact, question: Question) -> bool:
    """Whether the question is about particular years, by which the source breaks nothing down."""
    if QuestionKind.WHEN in fact.answers:
        return False
    return any(number.is_year(fact.counts) for number in question.numbers)


def _facts_together(composer: Composer, area: Area, facts: list[Fact]) -> Reply:
    """Several figures of one area, each in its own sentence."""
    return composer.say(
        composer.sentences(facts),
        Status.ANSWERED,
        facts=[fact.key for fact in facts],
        area=area.key,
        suggestions=composer.suggest_within(area),
        citation=composer.cite_together(facts),
    )


def missing_detail(composer: Composer, fact: Fact, question: Question) -> Reply:
    """What the sheet does not say of a fact, and the fact itself as the nearest thing."""
    missing = composer.texts.table("not_in_source")[
        "year" if _names_other_years(fact, question) else question.kind.value
    ]
    return composer.tell(composer.with_nearest(missing, fact), Status.NOT_IN_SOURCE, [fact])


def _missing_in_area(composer: Composer, area: Area, question: Question) -> Reply:
    missing = composer.texts.table("not_in_source")[question.kind.value]
    fact = composer.sheet.facts[area.facts[0]]
    return composer.say(
        composer.with_nearest(missing, fact),
        Status.NOT_IN_SOURCE,
        facts=[fact.key],
        area=area.key,
        suggestions=composer.suggest_within(area),
        citation=composer.cite_fact(fact),
    )
