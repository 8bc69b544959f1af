"""Trains and asks one contender of `make benchmark-nlu`, in whichever environment runs this file.

It imports nothing of the project, so that the peer's environment can run it too; the project's components
come in by their names in the config, as in `rasa train`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# Messages that are asked before the clock counts: the first ones pay for what is loaded late.
_WARM_UP = 5
# What Rasa's FallbackClassifier puts in the place of an intent it refuses.
_FALLBACK = "nlu_fallback"


def main() -> None:
    """Trains on examples.json of a folder, parses every text of texts.json, writes answers.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out-of-scope", required=True, help="intent of examples out of scope")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    model, training_s = train(folder)
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    answers = asyncio.run(ask(model, texts, arguments.out_of_scope))
    result = json.dumps({"training_s": training_s, "answers": answers})
    (folder / "answers.json").write_text(result, encoding="utf-8")


def train(folder: Path) -> tuple[str, float]:
    """Path of a model trained by Rasa, and the seconds it took."""
    from rasa.model_training import train_nlu

    started = time.perf_counter()
    model = train_nlu(
        str(folder / "config.yml"), str(folder / "examples.json"), str(folder / "models")
    )
    if model is None:
        raise SystemExit("Rasa trained no model; what it says stands above.")
    return model, time.perf_counter() - started


async def ask(model: str, texts: Sequence[str], out_of_scope: str) -> list[dict[str, Any]]:
    """What each text is taken for, one message after another.

    Args:
        model: path of the trained model.
        texts: the messages.
        out_of_scope: name of the intent that stands for none of the others.
    """
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    for text in texts[:_WARM_UP]:
        await agent.parse_message(text)
    answers = []
    for text in texts:
        started = time.perf_counter()
        parsed = await agent.parse_message(text)
        milliseconds = (time.perf_counter() - started) * 1000
        answers.append({**_answer(parsed, out_of_scope), "milliseconds": milliseconds})
    return answers


def _answer(parsed: dict[str, Any], out_of_scope: str) -> dict[str, Any]:
    """The likeliest intent, and whether the pipeline itself refused it."""
    ranking = [i for i in parsed["intent_ranking"] if i["name"] != _FALLBACK]
    return {
        "intent": ranking[0]["name"],
        "confidence": ranking[0]["confidence"],
        "in_scope": max((i["confidence"] for i in ranking if i["name"] != out_of_scope), default=0),
        "refused": parsed["intent"]["name"] == _FALLBACK,
    }


if __name__ == "__main__":
    main()
