"""Trains and asks this assistant's encoder and classifier for `make benchmark-nlu`, with the settings they are shipped with."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.encoder.e5_graph import build_graph
from bot.encoder.encoder import Encoder
from bot.nlu.classifier import Classifier, Settings
from bot.nlu.examples import Example
from bot.nlu.frame_reader import in_two_threads
from bot.nlu.sense import SUBJECT

# Messages that are asked before the clock counts: the first ones pay for what is loaded late.
_WARM_UP = 5


def main() -> None:
    """Trains on examples.json of a folder, reads every text of texts.json, writes answers.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out-of-scope", required=True, help="intent of examples out of scope")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    content = json.loads((folder / "examples.json").read_text(encoding="utf-8"))
    entries = content["rasa_nlu_data"]["common_examples"]
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        started = time.perf_counter()
        classifier = _train([Example(e["text"], e["intent"]) for e in entries], Path(name))
        training_s = time.perf_counter() - started
        answers = [_answer(classifier, text, arguments.out_of_scope) for text in texts[:_WARM_UP]]
        answers = [_answer(classifier, text, arguments.out_of_scope) for text in texts]
    result = json.dumps({"training_s": training_s, "answers": answers})
    (folder / "answers.json").write_text(result, encoding="utf-8")


def _train(examples: Sequence[Example], folder: Path) -> Classifier:
    build_graph([example.text for example in examples], folder / "encoder.onnx")
    encoder = Encoder(folder / "encoder.onnx")
    return Classifier.fit(examples, in_two_threads(encoder), Settings())


def _answer(classifier: Classifier, text: str, out_of_scope: str) -> dict[str, Any]:
    started = time.perf_counter()
    (sense,) = classifier.read([text])
    milliseconds = (time.perf_counter() - started) * 1000
    name, share = sense.best(SUBJECT)
    inside = [share for label, share in sense.ranked[SUBJECT] if label != out_of_scope]
    return {
        "intent": name,
        "confidence": share,
        "in_scope": max(inside, default=0.0),
        "refused": False,
        "milliseconds": milliseconds,
    }


if __name__ == "__main__":
    main()
