"""Asks the question sets in tests/questions and judges the replies."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot.actions_in_process import run_actions_in_process
from bot.answers.composer import Composer, composer_for
from bot.asking import Asker
from bot.facts import DEFAULT_LANGUAGE

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ROOT / "tests" / "questions"
MODEL = ROOT / "models" / "assistant.tar.gz"
# Kinds of questions that the fact sheet answers: refusing one of them is an error of its own.
IN_SCOPE = ("figure", "statement", "area", "cross")
_ANSWERED = ("answered", "corrected")
# More facts than any area's summary rests on would be handing over everything at once.
_MOST_FACTS = 6


@dataclass(frozen=True)
class Judgement:
    """One question, its reply and the verdict.

    Attributes:
        case: the entry of the question file.
        record: the reply's record.
        intents: what the message's parts were taken for.
        right: whether the reply is what the entry asks for.
    """

    case: Mapping[str, Any]
    record: Mapping[str, Any]
    intents: tuple[str, ...]
    right: bool

    @property
    def refused(self) -> bool:
        """Whether a question was turned away."""
        return self.record["status"] in ("not_in_source", "clarify", "redirected")


def load_questions(name: str) -> list[dict[str, Any]]:
    """The entries of tests/questions/<name>.yml."""
    cases: list[dict[str, Any]] = yaml.safe_load((QUESTIONS / f"{name}.yml").read_text("utf-8"))
    return cases


def judge_all(cases: Sequence[Mapping[str, Any]], model: Path = MODEL) -> list[Judgement]:
    """Asks every question by itself and judges the replies.

    Args:
        cases: entries of a question file; kinds are explained in tests/questions/README.md.
        model: the trained model.
    """
    return asyncio.run(_judge_all(cases, model))


async def _judge_all(cases: Sequence[Mapping[str, Any]], model: Path) -> list[Judgement]:
    agent = Agent.load(str(model))
    run_actions_in_process(agent)
    composer = composer_for(DEFAULT_LANGUAGE)
    asker = Asker(composer, answer_seconds=60)
    asker.use(agent)
    judgements = []
    for case in cases:
        parsed = await agent.processor.parse_message(UserMessage(case["question"]))
        intents = tuple(part["intent"] for part in parsed["questions"])
        record = await asker.ask_once(case["question"], DEFAULT_LANGUAGE)
        judgements.append(
            Judgement(case, record, intents, is_right(case, record, intents, composer))
        )
    return judgements


def is_right(
    case: Mapping[str, Any], record: Mapping[str, Any], intents: Sequence[str], composer: Composer
) -> bool:
    """Whether a reply is what an entry asks for."""
    keys = [fact["key"] for fact in record["facts"]]
    status = record["status"]
    if len(keys) > _MOST_FACTS and case["kind"] != "cross":
        return False
    match case["kind"]:
        case "figure":
            return (
                status in _ANSWERED
                and bool(keys)
                and keys[0] in case["facts"]
                and _says(record["answer"], keys[0], composer)
            )
        case "statement":
            return status in _ANSWERED and any(key in case["facts"] for key in keys)
        case "area":
            return (
                status == "answered" and bool(keys) and record["facts"][0]["area"] == case["area"]
            )
        case "claim":
            expected = "answered" if case["right"] else "corrected"
            return status == expected and bool(keys) and keys[0] in case["facts"]
        case "unanswerable_detail":
            return bool(status == "not_in_source")
        case "out_of_scope":
            return status in ("not_in_source", "redirected", "clarify") or intents[0] == "insult"
        case "several":
            return _answers_parts(case["parts"], keys, status)
        case "cross" | "care":
            return any(intent in case["intent"] for intent in intents)
    raise ValueError(f"{case['id']}: unknown kind '{case['kind']}'")


def _says(answer: str, key: str, composer: Composer) -> bool:
    """Whether the answer writes out one of the fact's numbers."""
    quantities = composer.sheet.facts[key].numbers.values()
    text = answer.lower()
    return any(form in text for q in quantities for form in q.renderings(composer.language))


def _answers_parts(parts: Sequence[Mapping[str, Any]], keys: Sequence[str], status: str) -> bool:
    """Whether every answerable part is answered, in order, and a missing one is said to be."""
    position = 0
    for part in parts:
        if part.get("out_of_scope"):
            continue
        found = [keys.index(key, position) for key in part["facts"] if key in keys[position:]]
        if not found:
            return False
        position = min(found) + 1
    partly = any(part.get("out_of_scope") for part in parts)
    return status == "partly_answered" if partly else status in _ANSWERED


def by_kind(judgements: Sequence[Judgement]) -> dict[str, list[Judgement]]:
    """The judgements by kind of question, in the order in which the kinds come up."""
    groups: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        groups.setdefault(judgement.case["kind"], []).append(judgement)
    return groups


def wilson_interval(right: int, total: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a share, both ends from 0 to 1."""
    if total == 0:
        return 0.0, 1.0
    z = 1.96
    share = right / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return (middle - spread) / scale, (middle + spread) / scale
