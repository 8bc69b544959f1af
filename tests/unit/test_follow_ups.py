from __future__ import annotations

from dataclasses import replace

import pytest
from reply_checks import PLAIN, answered, is_fit_to_send

from bot.answers.composer import Composer
from bot.answers.context import Context
from bot.answers.facts_and_areas import answer_area
from bot.answers.follow_ups import (
    answer_in_context,
    ask_detail,
    count,
    repeat,
    say_how_exact,
    tell_more,
)
from bot.answers.reply import Status
from bot.answers.several import ANSWERS, answer_one
from bot.facts import QuestionKind
from bot.facts.question import Question

FOLLOW_UPS = [name for name in ANSWERS if name.startswith("follow_up_")]


def of_kind(kind: QuestionKind) -> Question:
    return replace(PLAIN, kind=kind)


@pytest.mark.parametrize("intent", FOLLOW_UPS)
@pytest.mark.parametrize("context", [Context(), Context(area="nothing", fact="nothing")])
def test_a_follow_up_with_nothing_before_it_is_asked_back(
    intent: str, context: Context, composer: Composer
) -> None:
    reply = answer_one(composer, Question(text="", intent=intent), context)
    assert reply.status is Status.CLARIFY
    assert reply.suggestions
    is_fit_to_send(reply, composer)


def test_more_after_a_fact_is_what_leads_on_from_it(fact_key: str, composer: Composer) -> None:
    fact = composer.sheet.facts[fact_key]
    reply = tell_more(composer, Context(area=fact.area, fact=fact_key))
    assert reply.facts == fact.follow_ups
    told = [composer.sheet.facts[key] for key in fact.follow_ups]
    assert reply.citation == composer.cite_together(told)
    is_fit_to_send(reply, composer)


def test_more_after_an_area_is_what_its_summary_left_out(area_key: str, composer: Composer) -> None:
    reply = tell_more(composer, Context(area=area_key))
    left_out = {f.key for f in composer.sheet.facts_of(area_key)}
    left_out -= set(composer.sheet.areas[area_key].facts)
    assert set(reply.facts) <= left_out
    assert reply.status is (Status.ANSWERED if left_out else Status.NOT_IN_SOURCE)
    is_fit_to_send(reply, composer)


def test_the_number_after_a_figure_is_the_figure(figure_key: str, composer: Composer) -> None:
    reply = count(composer, PLAIN, Context(fact=figure_key))
    assert (reply.status, reply.facts) == (Status.ANSWERED, (figure_key,))


def test_the_number_after_a_statement_without_one_is_not_in_the_source(composer: Composer) -> None:
    reply = count(composer, PLAIN, Context(fact="solar_panels"))
    assert reply.status is Status.NOT_IN_SOURCE


def test_the_number_after_an_area_is_its_figures(composer: Composer) -> None:
    reply = count(composer, PLAIN, Context(area="mental_health"))
    assert reply.facts == ("mental_health_screened",)


def test_a_detail_is_asked_of_the_fact_before(composer: Composer) -> None:
    when = of_kind(QuestionKind.WHEN)
    assert ask_detail(composer, when, Context(fact="red_crescent_since")).status is Status.ANSWERED
    missing = ask_detail(composer, when, Context(fact="tb_treated"))
    assert (missing.status, missing.facts) == (Status.NOT_IN_SOURCE, ("tb_treated",))


def test_a_detail_is_asked_of_the_area_before(composer: Composer) -> None:
    reply = ask_detail(composer, of_kind(QuestionKind.WHEN), Context(area="red_crescent"))
    assert reply.facts == ("red_crescent_since",)


def test_how_exact_a_number_is_is_said_in_the_terms_of_the_source(
    fact_key: str, composer: Composer
) -> None:
    fact = composer.sheet.facts[fact_key]
    reply = say_how_exact(composer, PLAIN, Context(fact=fact_key))
    if not fact.numbers:
        assert reply.body.startswith("The fact sheet gives no number for this. ")
    else:
        quantity = fact.figure or next(iter(fact.numbers.values()))
        exact = quantity.qualifier.value == "exact"
        assert reply.body.startswith("It is not an exact number") != exact
    assert reply.body.endswith(composer.sentence(fact))
    is_fit_to_send(reply, composer)


def test_repeating_gives_the_same_answer(fact_key: str, composer: Composer) -> None:
    assert repeat(composer, PLAIN, Context(fact=fact_key)) == answered(composer, fact_key)


def test_repeating_an_area_gives_its_summary(area_key: str, composer: Composer) -> None:
    area = composer.sheet.areas[area_key]
    assert repeat(composer, PLAIN, Context(area=area_key)) == answer_area(composer, area, PLAIN)


@pytest.mark.parametrize("text", ["And in education?", "what about education", "How about schools"])
def test_what_was_asked_before_is_carried_over_to_the_new_area(
    text: str, composer: Composer
) -> None:
    question = Question(text=text, intent="ask_education")
    reply = answer_in_context(composer, question, Context(kind=QuestionKind.HOW_MANY))
    assert reply.facts == ("education_direct_support",)


def test_a_full_question_carries_nothing_over(composer: Composer) -> None:
    question = Question(text="What was done in education?", intent="ask_education")
    reply = answer_in_context(composer, question, Context(kind=QuestionKind.HOW_MANY))
    assert reply.facts == composer.sheet.areas["education"].facts
