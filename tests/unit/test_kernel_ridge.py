from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.sparse
from bot.nlu.intent_classifier import KernelIntentClassifier, features_of
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.calibration import softmax
from bot.nlu.kernel_ridge import Floats, KernelRidge, Similarity, fit_kernel_ridge

SIMILARITY = Similarity(sharpness=3.0, sparse_weight=0.2)
REGULARISATION = 0.3
LABELS = 3
DIMENSIONS = 8
Examples = tuple[Floats, scipy.sparse.csr_matrix, Any]


def unit(vectors: Any) -> Floats:
    """Of the length that the similarity expects."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / lengths * SIMILARITY.sharpness**0.5, dtype=np.float32)


@pytest.fixture
def examples() -> Examples:
    """Twelve texts around three centres, with a few sparse features each."""
    generator = np.random.default_rng(0)
    truth = np.arange(12) % LABELS
    vectors = unit(np.eye(LABELS, DIMENSIONS)[truth] + generator.normal(0, 0.3, (12, DIMENSIONS)))
    sparse = scipy.sparse.random(
        12, 20, density=0.3, format="csr", dtype=np.float32, random_state=0
    )
    return vectors, sparse, truth


def fitted(examples: Examples) -> KernelRidge:
    return fit_kernel_ridge(*examples, SIMILARITY, REGULARISATION)[0]


def test_held_out_scores_are_those_of_a_fit_without_the_example(examples: Examples) -> None:
    vectors, sparse, truth = examples
    _, held_out = fit_kernel_ridge(vectors, sparse, truth, SIMILARITY, REGULARISATION)
    for row in range(len(truth)):
        others = np.arange(len(truth)) != row
        model = fitted((vectors[others], sparse[others], truth[others]))
        assert model.scores(vectors[row], sparse[row]) == pytest.approx(held_out[row], abs=1e-3)


def test_examples_are_scored_for_their_own_label(examples: Examples) -> None:
    vectors, sparse, truth = examples
    model = fitted(examples)
    scores = [model.scores(vectors[row], sparse[row]) for row in range(len(truth))]
    assert (np.argmax(scores, axis=1) == truth).all()


def test_what_is_like_no_example_is_taken_for_nothing_with_confidence(examples: Examples) -> None:
    model = fitted(examples)
    nothing = scipy.sparse.csr_matrix((1, 20), dtype=np.float32)
    strange = unit(-examples[0].sum(axis=0, keepdims=True))[0]
    known = model.scores(examples[0][0], examples[1][0])
    unknown = model.scores(strange, nothing)
    certainty = [softmax(scores[np.newaxis], 0.1).max() for scores in (known, unknown)]
    assert certainty[0] > 0.9
    assert certainty[1] < 0.6


@pytest.mark.parametrize("missing", ["vectors", "sparse"])
def test_one_view_is_enough(examples: Examples, missing: str) -> None:
    vectors, sparse, truth = examples
    if missing == "vectors":
        vectors = vectors[:, :0]
    else:
        sparse = sparse[:, :0]
    model = fitted((vectors, sparse, truth))
    scores = [model.scores(vectors[row], sparse[row]) for row in range(len(truth))]
    assert np.mean(np.argmax(scores, axis=1) == truth) > 0.9


def test_the_order_of_the_examples_does_not_matter(examples: Examples) -> None:
    vectors, sparse, truth = examples
    back = np.arange(len(truth))[::-1]
    asked = unit(np.ones((1, DIMENSIONS)))[0], sparse[3]
    reversed_ = fitted((vectors[back], sparse[back], truth[back]))
    assert reversed_.scores(*asked) == pytest.approx(fitted(examples).scores(*asked), abs=1e-4)


def test_many_examples_are_compared_as_few_are() -> None:
    """The sparse similarities are made in slices; more than one slice must not change them."""
    generator = np.random.default_rng(1)
    vectors = unit(generator.normal(size=(1100, DIMENSIONS)))
    sparse = scipy.sparse.random(
        1100, 20, density=0.2, format="csr", dtype=np.float32, random_state=1
    )
    likeness = SIMILARITY.among(vectors, sparse)
    picked = [3, 1050]
    assert likeness[np.ix_(picked, picked)] == pytest.approx(
        SIMILARITY.among(vectors[picked], sparse[picked]), abs=1e-5
    )


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ({"sharpness": {"english": 0}}, "`english` must be at least"),
        ({"sharpness": 2}, "`sharpness` must name featurizers"),
        ({"sparse_weight": -1}, "`sparse_weight` must be at least"),
        ({"regularisation": 0}, "`regularisation` must be at least"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(setting: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        KernelIntentClassifier.validate_config(setting)


def test_a_featurizer_that_is_missing_is_named() -> None:
    with pytest.raises(ValueError, match="no featurizer has the alias 'english'"):
        features_of([Message(data={"text": "visits"})], {"english": 1.0})


def test_the_default_settings_make_sense() -> None:
    KernelIntentClassifier.validate_config({})
