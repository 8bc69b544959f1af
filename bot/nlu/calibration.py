"""Turns a classifier's scores into probabilities that can be believed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_TEMPERATURES = np.geomspace(0.02, 2.0, 80)


def softmax(scores: NDArray[np.float64], temperature: float) -> NDArray[np.float64]:
    """Probabilities of shape (messages, labels), each row summing to 1."""
    scaled = scores / temperature
    scaled = scaled - scaled.max(axis=1, keepdims=True)
    exponentials = np.exp(scaled)
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True))


def fit_temperature(scores: NDArray[np.float64], truth: NDArray[np.int64]) -> float:
    """The temperature under which the true labels are least surprising (lowest log loss).

    Args:
        scores: shape (messages, labels), of messages the classifier was not trained on.
        truth: the true label's column for each message.
    """
    rows = np.arange(len(truth))
    losses = [
        -np.log(softmax(scores, temperature)[rows, truth] + 1e-12).mean()
        for temperature in _TEMPERATURES
    ]
    return float(_TEMPERATURES[int(np.argmin(losses))])
