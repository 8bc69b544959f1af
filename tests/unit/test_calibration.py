from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from bot.nlu.calibration import fit_temperature, softmax

SCORES = arrays(
    np.float64,
    st.tuples(st.integers(1, 5), st.integers(1, 6)),
    elements=st.floats(-1e6, 1e6, allow_nan=False),
)


@given(scores=SCORES, temperature=st.floats(0.02, 2.0))
def test_every_row_is_a_distribution(scores: NDArray[np.float64], temperature: float) -> None:
    probabilities = softmax(scores, temperature)
    assert probabilities.shape == scores.shape
    assert np.isfinite(probabilities).all()
    assert (probabilities >= 0).all()
    assert probabilities.sum(axis=1) == pytest.approx(1)


@given(scores=SCORES, temperature=st.floats(0.02, 2.0))
def test_the_best_score_stays_the_likeliest(
    scores: NDArray[np.float64], temperature: float
) -> None:
    probabilities = softmax(scores, temperature)
    rows = np.arange(len(scores))
    assert (probabilities[rows, scores.argmax(axis=1)] == probabilities.max(axis=1)).all()


def test_equal_scores_are_equally_likely() -> None:
    assert softmax(np.zeros((1, 4)), 0.5)[0] == pytest.approx(0.25)


def test_a_constant_added_to_all_scores_changes_nothing() -> None:
    scores = np.array([[0.1, 0.7, -0.3]])
    assert softmax(scores + 100, 0.5) == pytest.approx(softmax(scores, 0.5))


def test_a_higher_temperature_is_less_certain() -> None:
    scores = np.array([[0.0, 1.0]])
    certainty = [softmax(scores, temperature).max() for temperature in (0.1, 0.5, 2.0)]
    assert certainty == sorted(certainty, reverse=True)


@pytest.mark.parametrize("temperature", [0.1, 0.4, 1.0])
def test_the_temperature_the_labels_were_drawn_at_is_found_again(temperature: float) -> None:
    generator = np.random.default_rng(0)
    scores = generator.normal(size=(20_000, 4))
    chances = softmax(scores, temperature)
    draws = generator.random((len(scores), 1))
    truth: NDArray[np.int64] = (chances.cumsum(axis=1) < draws).sum(axis=1)
    assert fit_temperature(scores, truth) == pytest.approx(temperature, rel=0.1)


def test_labels_that_are_always_right_ask_for_the_lowest_temperature() -> None:
    scores = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert fit_temperature(scores, np.array([0, 1])) == pytest.approx(0.02)


def test_labels_that_are_always_wrong_ask_for_the_highest_temperature() -> None:
    scores = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert fit_temperature(scores, np.array([1, 0])) == pytest.approx(2.0)
