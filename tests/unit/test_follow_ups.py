from __future__ import annotations

from dataclasses import replace

import pytest
from reply_checks import PLAIN, is_fit_to_send

from bot.answers.composer import Composer
from bot.answers.dispatch import ANSWERS, answer
from bot.answers.follow_ups import repeat, say_how_exact, subject_at, tell_more
from bot.answers.reply import Status
from bot.facts.context import Context
from bot.facts.frame import Frame, Position

FOLLOW_UPS = [name for name in ANSWERS if name.startswith("follow_up_")]


@pytest.mark.parametrize("intent", FOLLOW_UPS)
@pytest.mark.parametrize("context", [Context(), Context(area="nothing", fact="nothing")])
def test_a_follow_up_with_nothing_before_it_is_asked_back(
    intent: str, context: Context, composer: Composer
) -> None:
    reply = answer(composer, Frame(text="", intent=intent), context)
    assert reply.status is Status.CLARIFY
    assert reply.suggestions
    is_fit_to_send(reply, composer)


def test_more_after_a_fact_begins_with_what_leads_on_from_it(
    fact_key: str, composer: Composer
) -> None:
    fact = composer.sheet.facts[fact_key]
    reply = tell_more(composer, Context(area=fact.area, fact=fact_key, recent=(fact_key,)))
    assert reply.facts[: len(fact.follow_ups)] == fact.follow_ups[: len(reply.facts)]
    assert fact_key not in reply.facts
    is_fit_to_send(reply, composer)


def test_more_never_tells_again_what_was_told_and_ends(area_key: str, composer: Composer) -> None:
    area = composer.sheet.areas[area_key]
    context = Context(area=area_key, told=(area_key,), recent=(area_key,))
    told = set(area.facts)
    for _ in composer.sheet.facts:
        reply = tell_more(composer, context)
        is_fit_to_send(reply, composer)
        if reply.status is Status.NOT_IN_SOURCE:
            break
        assert not told & set(reply.facts)
        told |= set(reply.facts)
        context = replace(context, recent=(*context.recent, *reply.facts))
    assert told == {fact.key for fact in composer.sheet.facts_of(area_key)}


def test_how_exact_a_figure_is_is_said_in_the_source_s_terms(
    figure_key: str, composer: Composer
) -> None:
    quantity = composer.sheet.facts[figure_key].main_quantity
    assert quantity is not None
    reply = say_how_exact(composer, PLAIN, Context(fact=figure_key))
    text = composer.texts.table("exact")[quantity.qualifier.value]
    assert reply.body.startswith(text.format(wording=quantity.in_sentence(composer.language)))
    is_fit_to_send(reply, composer)


def test_a_figure_that_is_named_comes_before_the_last_one(composer: Composer) -> None:
    frame = replace(PLAIN, fact="mine_risk_reached")
    reply = say_how_exact(composer, frame, Context(fact="detention_visits"))
    assert reply.facts == ("mine_risk_reached",)


def test_the_last_answer_is_told_again(fact_key: str, composer: Composer) -> None:
    reply = repeat(composer, PLAIN, Context(told=(fact_key,), recent=(fact_key,)))
    assert reply.body == composer.sentence(composer.sheet.facts[fact_key])


@pytest.mark.parametrize(
    ("position", "key"),
    [
        (Position.FIRST, "tb_treated"),
        (Position.SECOND, "closure"),
        (Position.LAST, "presence"),
        (Position.BEFORE, "closure"),
        (Position.THIRD, "presence"),
    ],
)
def test_what_was_said_can_be_pointed_at(position: Position, key: str) -> None:
    recent = ("tb_treated", "closure", "presence")
    assert subject_at(position, Context(told=("presence",), recent=recent)) == key


def test_the_second_of_several_just_told_is_the_second_of_them() -> None:
    context = Context(told=("tb_treated", "tb_mortality"), recent=("closure", "presence"))
    assert subject_at(Position.SECOND, context) == "tb_mortality"


def test_pointing_at_nothing_finds_nothing() -> None:
    assert subject_at(Position.THIRD, Context(recent=("closure",))) is None
    assert subject_at(None, Context(recent=("closure",))) is None
