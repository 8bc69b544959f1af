from __future__ import annotations

from dataclasses import replace

import pytest
from reply_checks import PLAIN, is_fit_to_send, sentences

from bot.answers.composer import Composer
from bot.answers.forms import reshape, reshape_last, summarise
from bot.answers.reply import Status
from bot.facts.context import Context
from bot.facts.frame import Form

MOST = {Form.ONE_LINE: 1, Form.SHORTER: 1, Form.THREE_SENTENCES: 3}


@pytest.mark.parametrize("form", list(Form))
def test_an_area_can_be_told_in_every_form(form: Form, area_key: str, composer: Composer) -> None:
    facts = [composer.sheet.facts[key] for key in composer.sheet.areas[area_key].facts]
    reply = reshape(composer, facts, form)
    assert set(reply.facts) <= {fact.key for fact in facts}
    assert sentences(reply.body) <= MOST.get(form, 99)
    is_fit_to_send(reply, composer)


def test_bullets_are_one_fact_a_line(area_key: str, composer: Composer) -> None:
    facts = [composer.sheet.facts[key] for key in composer.sheet.areas[area_key].facts]
    lines = reshape(composer, facts, Form.BULLETS).body.splitlines()
    assert lines == [f"• {composer.sentence(fact)}" for fact in facts]


def test_only_the_number_of_a_figure_is_the_figure_alone(
    figure_key: str, composer: Composer
) -> None:
    fact = composer.sheet.facts[figure_key]
    assert fact.figure is not None
    reply = reshape(composer, [fact], Form.ONLY_NUMBER)
    assert reply.body == fact.figure.compact(composer.language)
    is_fit_to_send(reply, composer)


def test_where_there_is_no_number_it_is_said_so(composer: Composer) -> None:
    reply = reshape(composer, [composer.sheet.facts["solar_panels"]], Form.ONLY_NUMBER)
    assert reply.status is Status.NOT_IN_SOURCE
    assert reply.body.startswith("The fact sheet gives no number for this.")


@pytest.mark.parametrize("form", [None, *Form])
def test_the_whole_sheet_can_be_summed_up_in_every_form(
    form: Form | None, composer: Composer
) -> None:
    reply = summarise(composer, replace(PLAIN, form=form))
    assert reply.facts
    assert sentences(reply.body) <= MOST.get(form or Form.SHORTER, 99)
    is_fit_to_send(reply, composer)


def test_without_an_answer_before_the_whole_sheet_is_meant(composer: Composer) -> None:
    frame = replace(PLAIN, form=Form.THREE_SENTENCES)
    assert reshape_last(composer, frame, Context()) == summarise(composer, frame)


@pytest.mark.parametrize("form", [None, *Form])
def test_an_area_that_the_wish_names_is_told_in_that_form(
    form: Form | None, area_key: str, composer: Composer
) -> None:
    area = composer.sheet.areas[area_key]
    wish = replace(PLAIN, text=f"{area.name['en'].title()} in another form, please", form=form)
    told_before = Context(fact="presence", told=("presence",))
    reply = reshape_last(composer, wish, told_before)
    assert reply.facts
    assert {composer.sheet.facts[key].area for key in reply.facts} == {area_key}
    is_fit_to_send(reply, composer)


def test_a_wish_that_names_no_area_or_several_is_about_what_was_told(composer: Composer) -> None:
    told = Context(fact="presence", told=("presence",))
    for text in ("in one line", "detention and access to education in one line"):
        wish = replace(PLAIN, text=text, form=Form.ONE_LINE)
        assert reshape_last(composer, wish, told).facts == ("presence",)
