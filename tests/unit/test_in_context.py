"""What was said before gives short questions their sense, and leaves whole ones alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.answers.composer import Composer
from bot.answers.context import Context
from bot.answers.in_context import in_context
from bot.facts import QuestionKind
from bot.facts.question import Position, Question

Ask = Callable[..., Question]

AFTER_DETENTION = Context(area="detention", fact="detention_visits")


def test_a_question_that_names_its_fact_is_left_alone(composer: Composer, ask: Ask) -> None:
    question = ask("how many families were supported", "ask_missing_persons")
    question = replace(question, fact="missing_families_supported", kind=QuestionKind.HOW_MANY)
    assert in_context(composer, question, AFTER_DETENTION) == question


def test_nothing_before_changes_nothing(composer: Composer, ask: Ask) -> None:
    for intent in ("follow_up_detail", "out_of_scope", "nlu_fallback", "greet", "ask_group"):
        question = ask("and them?", intent, refers_back=True)
        assert in_context(composer, question, Context()) == question


def test_a_detail_with_a_pronoun_is_asked_of_the_fact_just_given(
    composer: Composer, ask: Ask
) -> None:
    question = ask("who were their teachers?", "ask_education", kind=QuestionKind.WHO)
    question = replace(question, fact="education_teachers", refers_back=True)
    meant = in_context(composer, question, Context(area="health_services", fact="health_training"))
    assert (meant.intent, meant.fact) == ("follow_up_detail", None)


def test_a_number_alone_is_looked_for_among_the_figures(composer: Composer, ask: Ask) -> None:
    value = composer.sheet.facts["tb_treated"].figure
    assert value is not None
    question = ask(f"so the {value.value} are what?", "nlu_fallback")
    assert in_context(composer, question, AFTER_DETENTION).fact == "tb_treated"


def test_another_number_is_claimed_of_the_fact_just_given(composer: Composer, ask: Ask) -> None:
    question = ask("I have 9,876 in my notes, correct?", "follow_up_exact")
    assert in_context(composer, question, AFTER_DETENTION).fact == "detention_visits"


def test_a_bare_number_is_claimed_of_the_fact_just_given(composer: Composer, ask: Ask) -> None:
    figure = composer.sheet.facts["ihl_students_engaged"].figure
    assert figure is not None
    question = ask(f"so nearly {figure.value}?", "out_of_scope")
    assert in_context(composer, question, AFTER_DETENTION).fact == "detention_visits"
    assert in_context(composer, question, Context()).fact == "ihl_students_engaged"


def test_a_number_of_something_else_is_not(composer: Composer, ask: Ask) -> None:
    question = ask("and you have 98 doctors?", "nlu_fallback")
    numbers = tuple(replace(number, counts="doctor") for number in question.numbers)
    assert in_context(composer, replace(question, numbers=numbers), AFTER_DETENTION).fact is None


def test_a_multiple_is_claimed_of_the_figure_that_is_one(composer: Composer, ask: Ask) -> None:
    question = ask("it stands there as 150-fold", "nlu_fallback")
    assert in_context(composer, question, AFTER_DETENTION).fact == "tb_mortality"


def test_what_is_pointed_at_by_its_place_is_no_number(composer: Composer, ask: Ask) -> None:
    question = ask("the third again", "follow_up_repeat", position=Position.THIRD)
    assert in_context(composer, question, AFTER_DETENTION) == question


def test_a_count_of_what_the_area_counts(composer: Composer, ask: Ask) -> None:
    question = ask("how many detainees are in it", "out_of_scope", refers_back=True)
    question = replace(question, kind=QuestionKind.HOW_MANY, counted="detainee")
    meant = in_context(composer, question, Context(area="mental_health"))
    assert meant.fact == "mental_health_screened"


def test_a_pronoun_keeps_to_the_area(composer: Composer, ask: Ask) -> None:
    question = ask("what did their families get", "ask_livelihoods", fact="livelihoods_families")
    candidates = (("livelihoods_families", 0.6), ("missing_family_support", 0.2))
    question = replace(question, refers_back=True, candidates=candidates)
    meant = in_context(composer, question, Context(area="missing_persons"))
    assert (meant.intent, meant.fact) == ("ask_missing_persons", "missing_family_support")


@pytest.mark.parametrize("opener", ["and ", "what about ", "how about "])
def test_the_kind_of_the_question_before_is_taken_over(
    composer: Composer, ask: Ask, opener: str
) -> None:
    question = ask(f"{opener}education?", "ask_education")
    before = replace(AFTER_DETENTION, kind=QuestionKind.HOW_MANY)
    assert in_context(composer, question, before).kind is QuestionKind.HOW_MANY


def test_a_share_is_not_taken_over(composer: Composer, ask: Ask) -> None:
    question = ask("and education?", "ask_education")
    before = replace(AFTER_DETENTION, kind=QuestionKind.SHARE)
    assert in_context(composer, question, before).kind is QuestionKind.OPEN


@pytest.mark.parametrize("intent", ["care_distress", "greet", "thank", "insult"])
def test_care_and_small_talk_are_never_read_otherwise(
    composer: Composer, ask: Ask, intent: str
) -> None:
    question: Question = ask("it is 5 years since then", intent, refers_back=True)
    assert in_context(composer, question, AFTER_DETENTION).intent == intent


@pytest.mark.parametrize("text", ["is it exact?", "rounded?"])
def test_how_exact_is_asked_of_the_figure_just_given(
    composer: Composer, ask: Ask, text: str
) -> None:
    question = ask(text, "ask_comparison", topic="exact", refers_back="it" in text.split())
    assert in_context(composer, question, AFTER_DETENTION).intent == "follow_up_exact"
    assert in_context(composer, question, Context()).intent == "ask_comparison"


def test_what_is_pointed_at_is_asked_again(composer: Composer, ask: Ask) -> None:
    question = ask("and the other one?", "out_of_scope", position=Position.BEFORE)
    before = Context(recent=("tb_treated", "detention_visits"))
    assert in_context(composer, question, before).intent == "follow_up_repeat"


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("could someone visit him?", {"intent": "ask_detention", "of_person": True}),
        ("where can I get help today", {"intent": "nlu_fallback"}),
    ],
)
def test_what_is_asked_of_a_person_just_spoken_of_is_met_with_care(
    composer: Composer, ask: Ask, text: str, fields: dict[str, object]
) -> None:
    question = replace(ask(text), **fields)  # type: ignore[arg-type]
    meant = in_context(composer, question, Context(care="care_detained_relative"))
    assert meant.intent == "care_detained_relative"


@pytest.mark.parametrize(
    ("text", "intent"),
    [("how many visits were made?", "ask_detention"), ("thank you", "thank")],
)
def test_other_questions_after_care_are_answered(
    composer: Composer, ask: Ask, text: str, intent: str
) -> None:
    meant = in_context(composer, ask(text, intent), Context(care="care_detained_relative"))
    assert meant.intent == intent
