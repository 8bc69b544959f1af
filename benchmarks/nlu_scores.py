"""What `make benchmark-nlu` counts."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from sklearn.metrics import f1_score, roc_auc_score

from benchmarks.nlu_data import OUT_OF_SCOPE


@dataclass(frozen=True)
class Prediction:
    """One test message and what it was taken for.

    Attributes:
        truth: the true intent.
        intent: the likeliest intent, whatever its confidence.
        confidence: of that intent, from 0 to 1.
        in_scope: confidence of the likeliest intent other than out of scope; 0 where none is reported.
        refused: whether the pipeline itself refused it.
        milliseconds: time taken.
    """

    truth: str
    intent: str
    confidence: float
    in_scope: float
    refused: bool = False
    milliseconds: float = 0.0


@dataclass(frozen=True)
class Scores:
    """Shares from 0 to 1; None where the test data has nothing to count.

    Attributes:
        accuracy: of all messages, out of scope being an intent like the others.
        macro_f1: mean over the intents of the harmonic mean of precision and recall.
        in_scope_accuracy: of messages in scope; refusing one is an error.
        unrefused_accuracy: the same with every message taken for its likeliest intent.
        oos_recall: share of the messages out of scope that are taken for such.
        oos_precision: share of the messages taken for out of scope that are.
        oos_auroc: chance that a message out of scope scores higher as such than one in scope.
    """

    accuracy: float
    macro_f1: float
    in_scope_accuracy: float | None
    unrefused_accuracy: float | None
    oos_recall: float | None
    oos_precision: float | None
    oos_auroc: float | None
    p50_ms: float


def score(predictions: Sequence[Prediction], threshold: float) -> Scores:
    """The scores of one contender.

    Args:
        predictions: of every test message, at least one.
        threshold: below this confidence a message counts as taken for out of scope.
    """
    truth = [p.truth for p in predictions]
    taken = [taken_for(p, threshold) for p in predictions]
    pairs = list(zip(truth, taken, strict=True))
    inside = [p for p in predictions if p.truth != OUT_OF_SCOPE]
    outside = len(inside) < len(predictions)
    return Scores(
        accuracy=sum(t == p for t, p in pairs) / len(pairs),
        macro_f1=float(f1_score(truth, taken, labels=sorted(set(truth)), average="macro")),
        in_scope_accuracy=_share([t == p for t, p in pairs if t != OUT_OF_SCOPE]),
        unrefused_accuracy=_share([p.truth == p.intent for p in inside]),
        oos_recall=_share([p == OUT_OF_SCOPE for t, p in pairs if t == OUT_OF_SCOPE]),
        oos_precision=_share([t == p for t, p in pairs if p == OUT_OF_SCOPE]) if outside else None,
        oos_auroc=_auroc(predictions),
        p50_ms=statistics.median(p.milliseconds for p in predictions),
    )


def taken_for(prediction: Prediction, threshold: float) -> str:
    """The intent a message ends up with."""
    if prediction.refused or prediction.confidence < threshold:
        return OUT_OF_SCOPE
    return prediction.intent


def _share(hits: Sequence[bool]) -> float | None:
    return sum(hits) / len(hits) if hits else None


def _auroc(predictions: Sequence[Prediction]) -> float | None:
    outside = [p.truth == OUT_OF_SCOPE for p in predictions]
    if len(set(outside)) < 2:
        return None
    return float(roc_auc_score(outside, [1 - p.in_scope for p in predictions]))
