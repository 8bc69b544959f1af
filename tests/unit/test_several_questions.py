from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from reply_checks import is_fit_to_send

from bot.answers.composer import Composer
from bot.answers.context import Context
from bot.answers.reply import Status
from bot.answers.several import answer_one, answer_several, next_context
from bot.facts import QuestionKind
from bot.facts.question import Question

Ask = Callable[..., Question]

VISITS = Question(text="", intent="ask_detention", fact="detention_visits")
SCREENED = Question(text="", intent="ask_mental_health", fact="mental_health_screened")
COST = Question(
    text="", intent="ask_detention", fact="tb_programme", kind=QuestionKind.HOW_MUCH_MONEY
)
MONEY = Question(text="", intent="out_of_scope", topic="money")
GREETING = Question(text="", intent="greet")
RELATIVE = Question(text="", intent="care_missing_relative")
NOTHING = Context()


def test_several_questions_are_answered_in_order(composer: Composer) -> None:
    reply = answer_several(composer, [VISITS, SCREENED], NOTHING)
    bodies = [answer_one(composer, question, NOTHING).body for question in (VISITS, SCREENED)]
    assert reply.body == "\n\n".join(bodies)
    assert reply.facts == ("detention_visits", "mental_health_screened")
    assert reply.status is Status.ANSWERED
    assert reply.area == "mental_health"
    assert reply.citation == composer.cite_figures()
    is_fit_to_send(reply, composer)


def test_a_question_without_an_answer_is_refused_alone(composer: Composer) -> None:
    for failing in (COST, MONEY):
        reply = answer_several(composer, [VISITS, failing], NOTHING)
        assert reply.status is Status.PARTLY_ANSWERED
        assert composer.sentence(composer.sheet.facts["detention_visits"]) in reply.body
        assert answer_one(composer, failing, NOTHING).body in reply.body
        is_fit_to_send(reply, composer)


def test_several_questions_without_an_answer_are_not_in_the_source(composer: Composer) -> None:
    assert answer_several(composer, [COST, MONEY], NOTHING).status is Status.NOT_IN_SOURCE


def test_a_person_in_need_comes_first(composer: Composer) -> None:
    reply = answer_several(composer, [VISITS, RELATIVE], NOTHING)
    assert reply.status is Status.REDIRECTED
    assert reply.body.startswith(answer_one(composer, RELATIVE, NOTHING).body)
    is_fit_to_send(reply, composer)


def test_a_greeting_beside_a_question_is_not_answered(composer: Composer) -> None:
    assert answer_several(composer, [GREETING, VISITS], NOTHING) == answer_one(
        composer, VISITS, NOTHING
    )


def test_greetings_alone_are_answered_once(composer: Composer) -> None:
    reply = answer_several(composer, [GREETING, GREETING], NOTHING)
    assert reply == answer_one(composer, GREETING, NOTHING)


def test_the_same_answer_is_not_given_twice(composer: Composer) -> None:
    reply = answer_several(composer, [VISITS, VISITS], NOTHING)
    assert reply == answer_one(composer, VISITS, NOTHING)


def test_a_wrong_claim_beside_another_question_is_still_proven(
    composer: Composer, ask: Ask
) -> None:
    claim = ask("was it 500?", "ask_detention", fact="detention_visits")
    reply = answer_several(composer, [claim, SCREENED], NOTHING)
    assert (reply.status, reply.quoted) == (Status.CORRECTED, ("500",))
    is_fit_to_send(reply, composer)


def test_a_later_question_is_read_in_the_light_of_the_one_before(composer: Composer) -> None:
    more = Question(text="", intent="follow_up_repeat")
    assert answer_several(composer, [VISITS, more], NOTHING).facts == ("detention_visits",)


def test_care_is_redirected_without_a_figure_or_a_fact(
    care_intent: str, composer: Composer
) -> None:
    context = Context(area="detention", fact="detention_visits")
    reply = answer_one(composer, Question(text="", intent=care_intent), context)
    assert (reply.status, reply.facts, reply.citation) == (Status.REDIRECTED, (), "")
    assert reply.area is None
    is_fit_to_send(reply, composer)


def test_care_leaves_the_subject_as_it_was(care_intent: str, composer: Composer) -> None:
    context = Context(area="detention", fact="detention_visits")
    question = Question(text="", intent=care_intent)
    reply = answer_one(composer, question, context)
    after = next_context(composer, reply, [question], context)
    assert after == replace(context, care=care_intent)


def test_care_is_not_said_twice_word_for_word(care_intent: str, composer: Composer) -> None:
    question = Question(text="", intent=care_intent)
    first = answer_one(composer, question, NOTHING)
    again = answer_one(composer, question, Context(care=care_intent))
    assert (again.status, again.facts) == (Status.REDIRECTED, ())
    assert again.body != first.body
    is_fit_to_send(again, composer)


def test_a_question_of_fact_ends_the_care_of_before(composer: Composer) -> None:
    context = Context(care="care_distress")
    reply = answer_one(composer, VISITS, context)
    assert next_context(composer, reply, [VISITS], context).care is None


def test_after_a_mix_up_the_talk_is_about_the_figure_asked_for(
    composer: Composer, ask: Ask
) -> None:
    visits = composer.sheet.facts["detention_visits"].figure
    assert visits is not None
    question = replace(ask(f"{visits.value:,} detainees followed?"), fact="detention_followed_up")
    question = replace(question, intent="ask_detention")
    reply = answer_one(composer, question, NOTHING)
    assert reply.facts == ("detention_followed_up", "detention_visits")
    assert next_context(composer, reply, [question], NOTHING).fact == "detention_followed_up"
