"""What is told of a group is everything the sheet says of it, and nothing else."""

from __future__ import annotations

import pytest
from reply_checks import is_fit_to_send

from bot.answers.composer import Composer
from bot.answers.groups import tell_of_group
from bot.answers.reply import Status
from bot.facts import FactSheet, TagKind, load_fact_sheet
from bot.facts.frame import Frame

TAGS = sorted(load_fact_sheet().tags)


@pytest.mark.parametrize("tag", TAGS)
def test_every_fact_of_a_tag_is_told(composer: Composer, sheet: FactSheet, tag: str) -> None:
    reply = tell_of_group(composer, Frame(text="", intent="ask_group", tags=(tag,)))
    is_fit_to_send(reply, composer)
    tagged = [fact.key for fact in sheet.facts.values() if tag in fact.tags]
    assert reply.status is Status.ANSWERED
    assert list(reply.facts) == tagged
    for key in reply.facts:
        assert composer.sentence(sheet.facts[key]) in reply.body


def test_partners_are_all_named(composer: Composer, sheet: FactSheet) -> None:
    reply = tell_of_group(composer, Frame(text="", intent="ask_group", topic="partners"))
    is_fit_to_send(reply, composer)
    named = {tag for key in reply.facts for tag in sheet.facts[key].tags}
    partners = {tag.key for tag in sheet.tags.values() if tag.kind is TagKind.PARTNER}
    assert partners <= named


def test_whom_and_with_whom_come_before_what(composer: Composer, sheet: FactSheet) -> None:
    question = Frame(text="", intent="ask_group", tags=("training", "teachers"))
    reply = tell_of_group(composer, question)
    assert all("teachers" in sheet.facts[key].tags for key in reply.facts)


def test_without_a_group_the_likeliest_area_is_told(composer: Composer) -> None:
    question = Frame(text="", intent="ask_group", facts=(("tb_treated", 0.2),))
    assert tell_of_group(composer, question).area == "detention"


def test_with_nothing_to_go_by_the_overview_is_given(composer: Composer) -> None:
    reply = tell_of_group(composer, Frame(text="", intent="ask_group"))
    assert reply.status is Status.ANSWERED
    is_fit_to_send(reply, composer)
