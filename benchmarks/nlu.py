"""`make benchmark-nlu`: how well the pipeline of config.yml understands data of another subject.

The encoder and the classifier run with the settings they are shipped with, and decide alone: what else reads a message
(clauses, context, what a fact holds) knows no other subject than the fact sheet. A text is refused below the reader's own
threshold.

The peer is the pipeline of Rasa's default configuration with the real TensorFlow, in an environment of its own; its
FallbackClassifier does its refusing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.nlu_data import OUT_OF_SCOPE, DataError, Dataset, read_dataset
from benchmarks.nlu_scores import Prediction, Scores, score
from benchmarks.reports import BENCHMARK, ROOT, measured_on, write_section
from bot.nlu.framing import Thresholds

PEER_CONFIG = ROOT / "benchmarks" / "peer" / "config.yml"
PEER_PYTHON = ROOT / ".bench" / "peer" / "venv" / "bin" / "python"


@dataclass(frozen=True)
class Contender:
    """A pipeline and where it runs.

    Attributes:
        python: interpreter of its environment.
        config: what Rasa trains from.
        threshold: confidence below which a message is refused, besides what the pipeline itself refuses.
        module: what trains and asks it.
    """

    name: str
    python: str
    config: Mapping[str, Any]
    threshold: float
    module: str = "benchmarks.nlu_contender"


@dataclass(frozen=True)
class Result:
    """What was measured of one contender."""

    contender: Contender
    scores: Scores
    training_s: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures, prints the table and, given a name, writes it into the report."""
    options = _options(arguments)
    try:
        dataset = read_dataset(options.folder)
    except DataError as error:
        raise SystemExit(str(error)) from None
    contenders = [this_assistant()]
    if options.peer:
        contenders.append(peer(options.epochs))
    results = [measure(contender, dataset) for contender in contenders]
    lines = "\n".join(table(results, dataset))
    print(lines)
    if options.name:
        write_section(BENCHMARK, f"nlu: {options.name}", lines)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="holds train.csv and test.csv (text,intent)")
    parser.add_argument("--name", default="", help="section of docs/benchmark.md to write")
    parser.add_argument("--peer", action="store_true", help="measure Rasa's default pipeline too")
    parser.add_argument("--epochs", type=int, help="of the peer, instead of its default")
    return parser.parse_args(arguments)


def this_assistant() -> Contender:
    """The encoder and the classifier, with the reader's threshold."""
    return Contender(
        "this assistant", sys.executable, {}, Thresholds().intent, "benchmarks.nlu_own"
    )


def peer(epochs: int | None) -> Contender:
    """Rasa's default pipeline, with as many epochs as it says or as are given."""
    if not PEER_PYTHON.is_file():
        raise SystemExit(
            f"{PEER_PYTHON}: the peer is not installed. Run `make benchmark-nlu PEER=1 ...`."
        )
    content = yaml.safe_load(PEER_CONFIG.read_text(encoding="utf-8"))
    del content["policies"]
    for step in content["pipeline"]:
        if epochs and "epochs" in step:
            step["epochs"] = epochs
    trained = f", {epochs} epochs" if epochs else ""
    return Contender(f"Rasa's default pipeline{trained}", str(PEER_PYTHON), content, 0.0)


def measure(contender: Contender, dataset: Dataset) -> Result:
    """Trains and asks one contender in a process of its own; what it makes is removed again."""
    with tempfile.TemporaryDirectory(prefix="benchmark-nlu-") as name:
        folder = Path(name)
        _prepare(folder, contender, dataset)
        _run(contender, folder)
        result = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    predictions = [
        Prediction(example.intent, **answer)
        for example, answer in zip(dataset.test, result["answers"], strict=True)
    ]
    return Result(contender, score(predictions, contender.threshold), result["training_s"])


def _prepare(folder: Path, contender: Contender, dataset: Dataset) -> None:
    # JSON takes a text as it is; in Rasa's YAML, brackets would mark entities.
    examples = [{"text": e.text, "intent": e.intent} for e in dataset.train]
    files = {
        "config.yml": contender.config,  # JSON is YAML
        "examples.json": {"rasa_nlu_data": {"common_examples": examples}},
        "texts.json": [example.text for example in dataset.test],
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")


def _run(contender: Contender, folder: Path) -> None:
    command = [contender.python, "-m", contender.module, str(folder)]
    log = folder / "log.txt"
    with log.open("wb") as output:
        process = subprocess.run(
            [*command, "--out-of-scope", OUT_OF_SCOPE],
            cwd=ROOT,
            stdout=output,
            stderr=output,
            # A cache from another run would make training look faster than it is.
            env={**os.environ, "RASA_CACHE_DIRECTORY": str(folder / "cache"), **_QUIET},
        )
    if process.returncode:
        tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise SystemExit(f"{tail}\n{contender.name}: training or asking failed; see above.")


_QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}


def table(results: Sequence[Result], dataset: Dataset) -> list[str]:
    """The lines of a Markdown table, one column for each contender."""
    scores = [result.scores for result in results]
    thresholds = [
        f"{r.contender.threshold:g}" if r.contender.threshold else "its own" for r in results
    ]
    return [
        f"{measured_on()} {len(dataset.train)} examples of "
        f"{len({e.intent for e in dataset.train} - {OUT_OF_SCOPE})} intents "
        f"({sum(e.intent == OUT_OF_SCOPE for e in dataset.train)} out of scope), "
        f"{len(dataset.test)} test messages.",
        "",
        _row("", [result.contender.name for result in results]),
        _row("---", ["---"] * len(results)),
        _row("threshold", thresholds),
        _row("accuracy, all messages", [_percent(s.accuracy) for s in scores]),
        _row("macro F1", [_percent(s.macro_f1) for s in scores]),
        _row("accuracy in scope", [_percent(s.in_scope_accuracy) for s in scores]),
        _row("the same, nothing refused", [_percent(s.unrefused_accuracy) for s in scores]),
        _row("out of scope, recall", [_percent(s.oos_recall) for s in scores]),
        _row("out of scope, precision", [_percent(s.oos_precision) for s in scores]),
        _row("out of scope, AUROC", [_percent(s.oos_auroc) for s in scores]),
        _row("one message, p50, ms", [f"{s.p50_ms:.1f}" for s in scores]),
        _row("training, s", [f"{result.training_s:.0f}" for result in results]),
    ]


def _row(label: str, cells: Sequence[str]) -> str:
    return f"| {' | '.join([label, *cells])} |"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


if __name__ == "__main__":
    main()
