from __future__ import annotations

from dataclasses import replace

import pytest

from bot.facts import FactSheet, QuestionKind
from bot.facts.context import Context
from bot.facts.frame import Frame, Position
from bot.nlu.asked import Clause
from bot.nlu.in_context import in_context
from bot.nlu.resolution import settle

VISITS = Frame(
    "how many visits", "ask_detention", 0.95, "detention_visits", (("detention_visits", 0.95),)
)
SOLAR = Frame(
    "solar panels", "ask_water_and_infrastructure", 0.9, "solar_panels", (("solar_panels", 0.9),)
)
THANKS = Frame("thank you", "thank", 0.99)
REMARK = Frame("it is for school", "remark", 0.9)
MISSING = Frame("my brother is missing", "care_missing_relative", 0.95)
UNCLEAR = Frame("and the other thing", "nlu_fallback", 0.1, refers_back=True)


def settled(
    sheet: FactSheet, *clauses: Clause, context: Context | None = None
) -> tuple[Frame, ...]:
    return settle(clauses, context or Context(), sheet)


def test_what_is_set_aside_is_not_answered(sheet: FactSheet) -> None:
    aside = Clause(VISITS, aside=0.9)
    (frame,) = settled(sheet, aside, Clause(SOLAR))
    assert frame.fact == "solar_panels"
    assert frame.excluded == ("detention_visits",)


def test_of_two_things_the_far_likelier_aside_is_one(sheet: FactSheet) -> None:
    (frame,) = settled(sheet, Clause(VISITS, aside=0.2), Clause(SOLAR, aside=0.01))
    assert frame.fact == "solar_panels"
    both = settled(sheet, Clause(VISITS, aside=0.2, asks=True), Clause(SOLAR, aside=0.01))
    assert [frame.fact for frame in both] == ["detention_visits", "solar_panels"]


def test_in_a_list_nothing_is_set_aside_but_plainly(sheet: FactSheet) -> None:
    clauses = (Clause(VISITS, aside=0.6, item=True), Clause(SOLAR, item=True))
    assert len(settled(sheet, *clauses)) == 2


def test_what_stands_around_a_question_is_heard_but_not_asked(sheet: FactSheet) -> None:
    frames = settled(sheet, Clause(REMARK), Clause(VISITS, asks=True), Clause(THANKS))
    assert [frame.intent for frame in frames] == ["ask_detention", "thank"]
    assert [frame.intent for frame in settled(sheet, Clause(THANKS))] == ["thank"]


def test_what_adds_nothing_to_what_was_just_named_is_dropped(sheet: FactSheet) -> None:
    assert len(settled(sheet, Clause(VISITS), Clause(replace(VISITS, text="what was it")))) == 1
    cost = replace(VISITS, text="what did they cost", kind=QuestionKind.MONEY)
    first = replace(VISITS, text="tell me about the visits to the prisons of the country")
    assert len(settled(sheet, Clause(first, asks=True), Clause(cost, asks=True))) == 2


def test_a_need_is_met_before_the_question_is_answered(sheet: FactSheet) -> None:
    need = Clause(MISSING, sentence=("care_missing_relative", 0.95))
    frames = settled(sheet, need, Clause(VISITS, asks=True))
    assert [frame.intent for frame in frames] == ["care_missing_relative", "ask_detention"]


def test_a_need_that_only_a_part_of_a_sentence_seems_to_tell_is_none(sheet: FactSheet) -> None:
    seeming = Clause(MISSING, sentence=("ask_missing_persons", 0.95))
    assert [f.intent for f in settled(sheet, seeming, Clause(VISITS, asks=True))] == [
        "ask_detention"
    ]
    assert [f.intent for f in settled(sheet, seeming)] == ["care_missing_relative"]


def test_care_goes_on_until_something_else_is_plainly_asked(sheet: FactSheet) -> None:
    context = Context(care="care_missing_relative")
    assert settled(sheet, Clause(UNCLEAR), context=context)[0].intent == "care_missing_relative"
    assert settled(sheet, Clause(VISITS), context=context)[0].fact == "detention_visits"
    of_him = replace(VISITS, kind=QuestionKind.OPEN, of_person=True)
    assert settled(sheet, Clause(of_him), context=context)[0].intent == "care_missing_relative"
    assert settled(sheet, Clause(THANKS), context=context)[0].intent == "thank"


@pytest.mark.parametrize("care", ["care_distress", "care_explosive"])
def test_while_someone_may_be_in_danger_only_a_question_of_fact_leads_away(
    care: str, sheet: FactSheet
) -> None:
    context = Context(care=care)
    repeat = Frame("again", "follow_up_repeat", 0.9)
    assert settled(sheet, Clause(repeat), context=context)[0].intent == care
    assert settled(sheet, Clause(VISITS), context=context)[0].intent == "ask_detention"


def test_what_points_back_asks_for_what_was_told_there(sheet: FactSheet) -> None:
    pointing = replace(UNCLEAR, position=Position.FIRST)
    context = Context(recent=("detention_visits", "solar_panels"))
    assert settled(sheet, Clause(pointing), context=context)[0].intent == "follow_up_repeat"


def test_a_short_question_takes_over_that_a_number_was_asked(sheet: FactSheet) -> None:
    context = Context(kind=QuestionKind.HOW_MANY)
    assert settled(sheet, Clause(SOLAR), context=context)[0].kind is QuestionKind.HOW_MANY


# --- two readings --------------------------------------------------------------------------------


def behind(frame: Frame, key: str, share: float) -> Frame:
    return replace(frame, facts=((key, share),))


def test_a_bare_follow_up_is_about_what_was_last_told(sheet: FactSheet) -> None:
    count = Frame("how many", "follow_up_count", 0.99)
    read = in_context(count, behind(count, "tb_treated", 0.1), "tb_treated", sheet)
    assert (read.fact, read.kind) == ("tb_treated", QuestionKind.HOW_MANY)


def test_the_clearer_reading_counts(sheet: FactSheet) -> None:
    weak = replace(SOLAR, confidence=0.3, facts=(("solar_panels", 0.3),))
    assert (
        in_context(weak, behind(weak, "tb_mortality", 0.8), "tb_treated", sheet).fact
        == "tb_mortality"
    )
    assert (
        in_context(SOLAR, behind(SOLAR, "tb_mortality", 0.8), "tb_treated", sheet).fact
        == "solar_panels"
    )


def test_the_name_that_stands_before_a_clause_proves_nothing(sheet: FactSheet) -> None:
    weak = replace(SOLAR, confidence=0.3, facts=(("solar_panels", 0.3),))
    assert (
        in_context(weak, behind(weak, "tb_treated", 0.99), "tb_treated", sheet).fact
        == "solar_panels"
    )
    assert (
        in_context(UNCLEAR, behind(UNCLEAR, "tb_treated", 0.99), "tb_treated", sheet).fact
        == "tb_treated"
    )


def test_what_the_sheet_does_not_count_is_not_counted_by_what_was_told(sheet: FactSheet) -> None:
    prisons = Frame(
        "in how many prisons", "out_of_scope", 0.6, topic="uncounted", kind=QuestionKind.HOW_MANY
    )
    read = in_context(prisons, behind(prisons, "tb_treated", 0.99), "tb_treated", sheet)
    assert read.intent == "out_of_scope"
    assert read.facts == (("tb_treated", 1.0),)


def test_small_talk_has_one_sense(sheet: FactSheet) -> None:
    assert in_context(THANKS, behind(THANKS, "tb_treated", 0.99), "tb_treated", sheet) == THANKS
