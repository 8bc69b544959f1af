"""Asks the questions and conversations in tests/questions and hands the replies to be judged."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from rasa.core.agent import Agent

from benchmarks.judging import Judgement
from bot.actions_in_process import run_actions_in_process
from bot.answers.composer import composer_for
from bot.asking import Asker
from bot.facts import DEFAULT_LANGUAGE

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ROOT / "tests" / "questions"
MODEL = ROOT / "models" / "assistant.tar.gz"


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
    return asyncio.run(_ask_all(cases, model))


def judge_conversations(
    conversations: Sequence[Mapping[str, Any]], model: Path = MODEL
) -> list[Judgement]:
    """Holds every conversation and judges each turn; a turn's id is the conversation's and its place.

    Args:
        conversations: entries of a file in tests/questions/conversations.
        model: the trained model.
    """
    return asyncio.run(_hold_all(conversations, model))


class _Listener:
    """Hears how each message is understood on its way to an answer, so that none is parsed twice."""

    def __init__(self, agent: Agent) -> None:
        self._parse = agent.processor.parse_message
        self.intents: tuple[str, ...] = ()
        agent.processor.parse_message = self._heard

    async def _heard(self, *arguments: Any, **named: Any) -> dict[str, Any]:
        parsed: dict[str, Any] = await self._parse(*arguments, **named)
        self.intents = tuple(part["intent"] for part in parsed["frames"])
        return parsed


def _asker(model: Path) -> tuple[_Listener, Asker]:
    agent = Agent.load(str(model))
    run_actions_in_process(agent)
    listener = _Listener(agent)
    asker = Asker(composer_for(DEFAULT_LANGUAGE), answer_seconds=60)
    asker.use(agent)
    return listener, asker


async def _ask_all(cases: Sequence[Mapping[str, Any]], model: Path) -> list[Judgement]:
    listener, asker = _asker(model)
    judgements = []
    for case in cases:
        record = await asker.ask_once(case["question"], DEFAULT_LANGUAGE)
        judgements.append(Judgement(case, record, listener.intents, asker.composer))
    return judgements


async def _hold_all(conversations: Sequence[Mapping[str, Any]], model: Path) -> list[Judgement]:
    listener, asker = _asker(model)
    judgements = []
    for conversation in conversations:
        before: tuple[str, ...] = ()
        for place, turn in enumerate(conversation["turns"], start=1):
            case = {**turn, "id": f"{conversation['id']}.{place}", "question": turn["say"]}
            messages = await asker.ask(turn["say"], conversation["id"], "benchmark")
            intents, reply = listener.intents, messages[0]["reply"]
            judgement = Judgement(case, reply, intents, asker.composer, before)
            judgements.append(judgement)
            before = tuple(judgement.keys) or before
    return judgements


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
