"""A sample of the question sets as a floor: what the assistant could do, it must still be able to do.

Both halves are asked here, together, and only counted: a failing bar says how many, never which. `make evaluate` asks
all of them, by halves.
"""

from __future__ import annotations

import functools

import pytest

from benchmarks.evaluation import CONVERSATIONS, DEVELOPMENT, LOCKED
from benchmarks.judging import IN_SCOPE, Judgement
from benchmarks.questions import judge_all, judge_conversations, load_questions
from bot.answers.texts import load_texts

HALVES = {"development": DEVELOPMENT, "locked": LOCKED}
# One question in so many is asked.
SAMPLE = 4
# Two trainings on the same data differ in the last bits, by the machine's arithmetic; so many questions of a kind that lie
# on the border may fall either way.
ON_THE_BORDER = 1


@functools.lru_cache
def judged() -> tuple[Judgement, ...]:
    cases = [
        case
        for names in HALVES.values()
        for name in names
        for case in load_questions(name)[::SAMPLE]
    ]
    return tuple(judge_all(cases))


@functools.lru_cache
def turns() -> tuple[Judgement, ...]:
    held = [c for half in HALVES for c in load_questions(CONVERSATIONS.format(half))[::2]]
    return tuple(judge_conversations(held))


def share(*kinds: str) -> float:
    group = [judgement for judgement in judged() if judgement.case["kind"] in kinds]
    return (sum(judgement.right for judgement in group) + ON_THE_BORDER) / len(group)


@pytest.mark.parametrize(
    ("kinds", "floor"),
    [
        (IN_SCOPE, 0.93),
        (("figure",), 0.93),
        (("claim",), 0.87),
        (("comparison",), 0.65),
        (("several",), 0.81),
        (("no_sum",), 0.85),
        (("out_of_scope",), 0.95),
        (("unanswerable_detail",), 0.79),
        (("care",), 0.95),
        (("care_and_question",), 0.48),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else str(value),
)
def test_so_many_questions_of_a_kind_are_answered_right(
    kinds: tuple[str, ...], floor: float
) -> None:
    assert share(*kinds) >= floor


def test_few_questions_in_scope_are_refused() -> None:
    in_scope = [j for j in judged() if j.case["kind"] in IN_SCOPE]
    assert sum(judgement.refused for judgement in in_scope) / len(in_scope) <= 0.05


def test_so_many_turns_of_conversations_are_answered_right() -> None:
    assert sum(judgement.right for judgement in turns()) / len(turns()) >= 0.81


def test_hardly_a_figure_is_given_that_answers_another_question() -> None:
    every = (*judged(), *turns())
    assert sum(judgement.wrong_figure for judgement in every) / len(every) <= 0.02


def test_no_care_message_is_met_with_a_figure() -> None:
    care = [judgement for judgement in judged() if judgement.case["kind"] == "care"]
    assert len(care) > 20
    met = [j.case["id"] for j in care if any(fact["value"] for fact in j.record["facts"])]
    assert met == []


def test_no_number_leaves_unproven() -> None:
    # The apology in whose place a reply is withheld, as far as no contact is filled in.
    apology = load_texts("en")["failed_guard"].partition("{")[0]
    every = (*judged(), *turns())
    assert len(every) > 400
    assert not any(apology in judgement.record["answer"] for judgement in every)
