"""Answers to questions about a programme area or one fact of it."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.claimed_words import Fit, asks_how_exact, asks_what_it_means, fit_of_words
from bot.answers.claims import (
    Claim,
    counts_other_things,
    figures_claimed,
    states_number_of,
    weigh_claim,
)
from bot.answers.composer import Composer
from bot.answers.refusals import refuse_out_of_scope
from bot.answers.reply import Reply, Status
from bot.facts import Area, Fact, Qualifier, QuestionKind
from bot.facts.question import Question

# Any fact can be asked about openly; for the other kinds it must say that it holds the answer.
# So much of a noun is compared, for the sake of its endings.
_STEM = 5
# Nouns that any figure of people may be said to count.
_ANYONE = ("person", "case")
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
    claimed = figures_claimed(composer.sheet.figures(), question)
    if len(claimed) > 1:
        return _claims_together(composer, claimed)
    claim = weigh_claim(fact, question)
    if claim is not None and not claim.right:
        agreeing = _agreeing(composer, fact, question)
        if agreeing is not None:
            fact, claim = agreeing, weigh_claim(agreeing, question)
    meant = _counting_what_is_claimed(composer, fact, question)
    if claim is not None and claim.right and meant is not None:
        return _mixed_up(composer, meant, fact)
    if claim is not None and not claim.right:
        other = _other_with_number(composer, fact, question)
        if other is not None:
            return _mixed_up(composer, fact, other)
    if claim is not None and claim.right and asks_how_exact(composer, question):
        return say_exactness(composer, fact)
    wording, corrected = _verdict(composer, fact, question, claim)
    return composer.say(
        wording.format(
            sentence=composer.sentence(fact),
            quoted=claim.quoted if claim else "",
            qualifier=_named_qualifier(composer, claim),
        ),
        Status.CORRECTED if corrected else Status.ANSWERED,
        facts=[fact.key],
        area=fact.area,
        suggestions=composer.suggest_after(fact),
        quoted=[claim.quoted] if claim is not None and not claim.right else [],
        citation=composer.cite_fact(fact),
    )


def _claims_together(composer: Composer, facts: list[Fact]) -> Reply:
    """Several figures named at once, each with what it is of: they may be right, or mixed up."""
    text = " ".join(composer.sentence(fact) for fact in facts)
    return composer.say(
        composer.texts["claims_together"].format(sentences=text),
        Status.ANSWERED,
        facts=[fact.key for fact in facts],
        area=facts[0].area,
        suggestions=composer.suggest_after(facts[0]),
        citation=composer.cite_together(facts),
    )


def say_exactness(composer: Composer, fact: Fact) -> Reply:
    """Whether a fact's number is exact, in the source's own terms."""
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


def _verdict(
    composer: Composer, fact: Fact, question: Question, claim: Claim | None
) -> tuple[str, bool]:
    """How an answer about a fact begins, and whether it corrects what was claimed."""
    if claim is None or (claim.right and asks_what_it_means(composer, question)):
        return "{sentence}", False
    if not claim.right and claim.meant is None:
        return composer.texts["claim_wrong"], True
    fit = fit_of_words(composer, fact, question)
    if claim.meant is not None and claim.meant.is_count and fit is Fit.WHOLE:
        exact = claim.meant.qualifier is Qualifier.EXACT
        return composer.texts["claim_not_exact" if exact else "claim_too_exact"], True
    if claim.meant is not None:
        return composer.texts["claim_in_other_words"], True
    if counts_other_things(fact, question):
        return composer.texts["claim_of_other"], True
    if fit is Fit.OPPOSITE:
        return composer.texts["claim_opposite"], True
    return composer.texts["claim_right" if fit is Fit.WHOLE else "claim_in_other_words"], False


def _named_qualifier(composer: Composer, claim: Claim | None) -> str:
    """The fact's qualifier in words, where it is all that a claim has wrong."""
    if claim is None or claim.meant is None:
        return ""
    return composer.texts.table("qualifiers").get(claim.meant.qualifier.value, "")


def _other_with_number(composer: Composer, fact: Fact, question: Question) -> Fact | None:
    """Another fact whose number the claimed one is: a right number of the wrong thing."""
    facts = sorted(
        composer.sheet.facts.values(), key=lambda f: (f.figure is None, f.area != fact.area)
    )
    return next((f for f in facts if f.key != fact.key and states_number_of(f, question)), None)


def _counting_what_is_claimed(composer: Composer, fact: Fact, question: Question) -> Fact | None:
    """The figure of the area that counts what the person says the number counts, if this fact does not."""
    claimed = {n.counts for n in question.numbers if n.counts not in (None, *_ANYONE)}
    if not claimed or claimed & set(fact.counts):
        return None
    figures = [f for f in composer.sheet.facts_of(fact.area or "") if f.figure]
    return next((f for f in figures if claimed & set(f.counts)), None)


def _mixed_up(composer: Composer, fact: Fact, other: Fact) -> Reply:
    """What the number is of, and what the number of the thing asked about is."""
    return composer.say(
        composer.texts["claim_mixed_up"].format(
            other=composer.sentence(other), sentence=composer.sentence(fact)
        ),
        Status.CORRECTED,
        facts=[fact.key, other.key],
        area=fact.area,
        suggestions=composer.suggest_after(fact),
        citation=composer.cite_together([fact, other]),
    )


def _agreeing(composer: Composer, fact: Fact, question: Question) -> Fact | None:
    """Another fact of the area that counts the same and says what is claimed (of visits, for one)."""
    for other in composer.sheet.facts_of(fact.area or ""):
        claim = weigh_claim(other, question) if other.counts == fact.counts else None
        if claim is not None and claim.right:
            return other
    return None


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
    text = " ".join(composer.sentence(fact) for fact in facts)
    return composer.say(
        text,
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
    nearest = composer.texts["nearest"].format(sentence=composer.sentence(fact))
    return composer.say(
        f"{missing} {nearest}",
        Status.NOT_IN_SOURCE,
        facts=[fact.key],
        area=fact.area,
        suggestions=composer.suggest_after(fact),
        citation=composer.cite_fact(fact),
    )


def _missing_in_area(composer: Composer, area: Area, question: Question) -> Reply:
    missing = composer.texts.table("not_in_source")[question.kind.value]
    fact = composer.sheet.facts[area.facts[0]]
    nearest = composer.texts["nearest"].format(sentence=composer.sentence(fact))
    return composer.say(
        f"{missing} {nearest}",
        Status.NOT_IN_SOURCE,
        facts=[fact.key],
        area=area.key,
        suggestions=composer.suggest_within(area),
        citation=composer.cite_fact(fact),
    )
