"""The question sets as a floor: what the assistant could do, it must still be able to do."""

from __future__ import annotations

import functools

import pytest

from benchmarks.questions import IN_SCOPE, Judgement, judge_all, load_questions

SETS = ("development", "development_2", "held_out")


@functools.lru_cache
def judged(name: str) -> tuple[Judgement, ...]:
    return tuple(judge_all(load_questions(name)))


def share_right(name: str, *kinds: str) -> float:
    group = [judgement for judgement in judged(name) if judgement.case["kind"] in kinds]
    return sum(judgement.right for judgement in group) / len(group)


@pytest.mark.parametrize("name", SETS)
def test_nine_of_ten_questions_in_scope_are_answered_right(name: str) -> None:
    assert share_right(name, *IN_SCOPE) >= 0.90


@pytest.mark.parametrize("name", SETS)
def test_at_most_three_in_a_hundred_questions_in_scope_are_refused(name: str) -> None:
    in_scope = [judgement for judgement in judged(name) if judgement.case["kind"] in IN_SCOPE]
    assert sum(judgement.refused for judgement in in_scope) / len(in_scope) <= 0.03


@pytest.mark.parametrize("name", SETS)
def test_nine_of_ten_questions_out_of_scope_are_caught(name: str) -> None:
    assert share_right(name, "out_of_scope") >= 0.90


@pytest.mark.parametrize("name", SETS)
def test_no_care_message_is_met_with_a_figure(name: str) -> None:
    for judgement in judged(name):
        if judgement.case["kind"] == "care" and judgement.right:
            assert not any(fact["value"] for fact in judgement.record["facts"]), judgement.case[
                "id"
            ]


@pytest.mark.parametrize("name", SETS)
def test_no_number_leaves_unproven(name: str) -> None:
    apology = "I could not put together an answer that I can prove"
    assert not any(apology in judgement.record["answer"] for judgement in judged(name))
