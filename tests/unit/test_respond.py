from __future__ import annotations

from dataclasses import replace

import pytest
from reply_checks import PLAIN, is_fit_to_send

from bot.answers.composer import Composer
from bot.answers.conversation import respond
from bot.answers.reply import Status
from bot.facts import QuestionKind
from bot.facts.context import Context
from bot.facts.frame import Form, Frame

VISITS = replace(PLAIN, intent="ask_detention", fact="detention_visits")
COST = replace(PLAIN, intent="ask_detention", fact="tb_programme", kind=QuestionKind.MONEY)
MISSING = replace(PLAIN, intent="care_missing_relative")
THANKS = replace(PLAIN, intent="thank")
SHORTER = replace(PLAIN, intent="ask_form", topic="shorter", form=Form.SHORTER)
NUMBER = replace(PLAIN, intent="ask_form", topic="only_number", form=Form.ONLY_NUMBER)
SOLAR = replace(PLAIN, intent="ask_water_and_infrastructure", fact="solar_panels")


def test_every_frame_is_answered_in_order_under_one_source_line(composer: Composer) -> None:
    reply, _ = respond(composer, (VISITS, SOLAR), Context())
    first, second = (composer.sheet.facts[key] for key in ("detention_visits", "solar_panels"))
    assert reply.body == f"{composer.sentence(first)}\n\n{composer.sentence(second)}"
    assert reply.facts == (first.key, second.key)
    assert reply.citation == composer.cite_facts([first, second])
    is_fit_to_send(reply, composer)


@pytest.mark.parametrize(
    ("frames", "status"),
    [
        ((VISITS, SOLAR), Status.ANSWERED),
        ((VISITS, COST), Status.PARTLY_ANSWERED),
        ((COST, replace(COST, fact="solar_panels")), Status.NOT_IN_SOURCE),
        ((MISSING, VISITS), Status.REDIRECTED),
    ],
)
def test_the_status_is_that_of_all_together(
    frames: tuple[Frame, ...], status: Status, composer: Composer
) -> None:
    reply, _ = respond(composer, frames, Context())
    assert reply.status is status
    is_fit_to_send(reply, composer)


def test_politeness_beside_a_question_needs_no_answer(composer: Composer) -> None:
    alone, _ = respond(composer, (VISITS,), Context())
    assert respond(composer, (VISITS, THANKS), Context())[0] == alone
    assert respond(composer, (THANKS,), Context())[0].status is Status.CONVERSATION


def test_the_same_thing_is_said_once(composer: Composer) -> None:
    alone, _ = respond(composer, (VISITS,), Context())
    assert respond(composer, (VISITS, VISITS), Context())[0].body == alone.body


def test_the_source_is_told_in_full_once_and_then_short(composer: Composer) -> None:
    first, context = respond(composer, (VISITS,), Context())
    second, _ = respond(composer, (SOLAR,), context)
    title = composer.sheet.source.full_title(composer.language)
    assert title in first.citation
    assert title not in second.citation
    assert composer.sheet.facts["solar_panels"].section["en"] in second.citation
    is_fit_to_send(second, composer)


def test_what_a_reply_was_about_is_kept(composer: Composer) -> None:
    _, context = respond(composer, (VISITS,), Context())
    assert (context.area, context.fact) == ("detention", "detention_visits")
    assert (context.told, context.recent) == (("detention_visits",), ("detention_visits",))
    _, context = respond(composer, (replace(PLAIN, intent="ask_education"),), context)
    assert (context.area, context.fact, context.told) == ("education", None, ("education",))
    assert context.recent == ("detention_visits", "education")


def test_small_talk_leaves_the_subject_as_it_was(composer: Composer) -> None:
    _, before = respond(composer, (VISITS,), Context())
    assert respond(composer, (THANKS,), before)[1] == before


def test_care_is_remembered_until_a_question_of_fact_is_answered(composer: Composer) -> None:
    _, context = respond(composer, (MISSING,), Context())
    assert context.care == "care_missing_relative"
    again, context = respond(composer, (MISSING,), context)
    assert again.body != respond(composer, (MISSING,), Context())[0].body
    assert respond(composer, (VISITS,), context)[1].care is None


def test_a_form_asked_for_with_a_question_is_the_answer_s(composer: Composer) -> None:
    reply, _ = respond(composer, (VISITS, NUMBER), Context())
    figure = composer.sheet.facts["detention_visits"].figure
    assert figure is not None
    assert reply.body == figure.compact(composer.language)
    is_fit_to_send(reply, composer)


def test_a_form_asked_for_alone_is_that_of_the_last_answer(composer: Composer) -> None:
    area, context = respond(composer, (replace(PLAIN, intent="ask_detention"),), Context())
    reply, _ = respond(composer, (SHORTER,), context)
    assert set(reply.facts) <= set(area.facts)
    assert len(reply.body) < len(area.body)
    is_fit_to_send(reply, composer)


def test_a_fact_told_above_is_not_told_again_as_the_nearest(composer: Composer) -> None:
    when = replace(SOLAR, kind=QuestionKind.WHEN)
    money = replace(SOLAR, kind=QuestionKind.MONEY)
    reply, _ = respond(composer, (when, money), Context())
    sentence = composer.sentence(composer.sheet.facts["solar_panels"])
    assert reply.body.count(sentence) == 1
    assert composer.texts.table("not_in_source")["money"] in reply.body
    assert reply.status is Status.NOT_IN_SOURCE
    is_fit_to_send(reply, composer)


def test_what_was_meant_is_not_asked_beside_an_answer(composer: Composer) -> None:
    which = replace(PLAIN, intent="follow_up_count")
    reply, _ = respond(composer, (which, VISITS), Context())
    assert reply.body == composer.sentence(composer.sheet.facts["detention_visits"])
    alone, _ = respond(composer, (which,), Context())
    assert alone.status is Status.CLARIFY
