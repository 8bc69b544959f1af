"""A sample of the question sets as a floor: what the assistant could do, it must still be able to do.

Both halves are asked here, and both only counted: a failing bar says how many, never which. `make evaluate` asks
all of them.
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


@functools.lru_cache
def judged_set(name: str) -> tuple[Judgement, ...]:
    return tuple(judge_all(load_questions(name)[::SAMPLE]))


def judged(half: str) -> tuple[Judgement, ...]:
    return tuple(judgement for name in HALVES[half] for judgement in judged_set(name))


@functools.lru_cache
def turns(half: str) -> tuple[Judgement, ...]:
    return tuple(judge_conversations(load_questions(CONVERSATIONS.format(half))[::2]))


def share(judgements: tuple[Judgement, ...], *kinds: str) -> float:
    group = [judgement for judgement in judgements if judgement.case["kind"] in kinds]
    return sum(judgement.right for judgement in group) / len(group)


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize(
    ("kinds", "floor"),
    [
        (IN_SCOPE, 0.92),
        (("figure",), 0.87),
        (("claim",), 0.90),
        (("comparison",), 0.59),
        (("several",), 0.78),
        (("no_sum",), 0.90),
        (("out_of_scope",), 0.83),
        (("unanswerable_detail",), 0.51),
        (("care",), 0.98),
        (("care_and_question",), 0.48),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else str(value),
)
def test_so_many_questions_of_a_kind_are_answered_right(
    half: str, kinds: tuple[str, ...], floor: float
) -> None:
    assert share(judged(half), *kinds) >= floor


@pytest.mark.parametrize("half", HALVES)
def test_few_questions_in_scope_are_refused(half: str) -> None:
    in_scope = [j for j in judged(half) if j.case["kind"] in IN_SCOPE]
    assert sum(judgement.refused for judgement in in_scope) / len(in_scope) <= 0.05


@pytest.mark.parametrize("half", HALVES)
def test_so_many_turns_of_conversations_are_answered_right(half: str) -> None:
    assert sum(judgement.right for judgement in turns(half)) / len(turns(half)) >= 0.78


@pytest.mark.parametrize("half", HALVES)
def test_hardly_a_figure_is_given_that_answers_another_question(half: str) -> None:
    every = (*judged(half), *turns(half))
    assert sum(judgement.wrong_figure for judgement in every) / len(every) <= 0.03


@pytest.mark.parametrize("half", HALVES)
def test_no_care_message_is_met_with_a_figure(half: str) -> None:
    care = [judgement for judgement in judged(half) if judgement.case["kind"] == "care"]
    assert len(care) > 10
    met = [j.case["id"] for j in care if any(fact["value"] for fact in j.record["facts"])]
    assert met == []


@pytest.mark.parametrize("half", HALVES)
def test_no_number_leaves_unproven(half: str) -> None:
    # The apology in whose place a reply is withheld, as far as no contact is filled in.
    apology = load_texts("en")["failed_guard"].partition("{")[0]
    every = (*judged(half), *turns(half))
    assert len(every) > 200
    assert not any(apology in judgement.record["answer"] for judgement in every)
