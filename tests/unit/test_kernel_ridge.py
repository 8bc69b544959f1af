from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.facts import QuestionKind
from bot.nlu.calibration import softmax
from bot.nlu.classifier import Classifier, Settings
from bot.nlu.examples import Example
from bot.nlu.kernel_ridge import Floats, KernelRidge, Similarity, fit_kernel_ridge
from bot.nlu.ngrams import Ngrams, Outline, SparseRow, words_and_characters
from bot.nlu.sense import SUBJECT

SIMILARITY = Similarity(sharpness=3.0, sparse_weight=0.2)
REGULARISATION = 0.3
LABELS, DIMENSIONS, FEATURES = 3, 8, 20
Fit = tuple[Floats, list[SparseRow], Floats]


@pytest.fixture
def examples() -> Fit:
    """Twelve texts around three centres, with a few sparse features each."""
    generator = np.random.default_rng(0)
    truth = np.arange(12) % LABELS
    vectors = np.eye(LABELS, DIMENSIONS)[truth] + generator.normal(0, 0.3, (12, DIMENSIONS))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = [
        SparseRow(
            np.sort(generator.choice(FEATURES, 5, replace=False)).astype(np.int64),
            generator.random(5).astype(np.float32),
        )
        for _ in truth
    ]
    targets = np.full((12, LABELS), -1, dtype=np.float32)
    targets[np.arange(12), truth] = 1
    return vectors.astype(np.float32), rows, targets


def fitted(examples: Fit) -> tuple[KernelRidge, Any]:
    return fitted_with_places(examples)[::2]


def fitted_with_places(examples: Fit, most: int = 100) -> tuple[KernelRidge, Any, Any]:
    vectors, rows, targets = examples
    return fit_kernel_ridge(vectors, rows, FEATURES, targets, SIMILARITY, REGULARISATION, most)


def test_held_out_scores_are_those_of_a_fit_without_the_example(examples: Fit) -> None:
    vectors, rows, targets = examples
    _, held_out = fitted(examples)
    for place in range(len(rows)):
        others = [n for n in range(len(rows)) if n != place]
        model, _ = fitted((vectors[others], [rows[n] for n in others], targets[others]))
        scores = model.scores(vectors[place : place + 1], rows[place : place + 1])[0]
        assert scores == pytest.approx(held_out[place], abs=1e-3)


def test_some_of_them_are_told_evenly_spread(examples: Fit) -> None:
    _, every, all_scores = fitted_with_places(examples)
    _, some, scores = fitted_with_places(examples, most=5)
    assert every.tolist() == list(range(12))
    assert some.tolist() == [0, 3, 6, 9]
    assert scores == pytest.approx(all_scores[some], abs=1e-5)


def test_examples_are_scored_for_their_own_label(examples: Fit) -> None:
    vectors, rows, targets = examples
    scores = fitted(examples)[0].scores(vectors, rows)
    assert (scores.argmax(axis=1) == targets.argmax(axis=1)).all()


def test_what_is_like_no_example_scores_low_everywhere(examples: Fit) -> None:
    nothing = SparseRow(np.array([], dtype=np.int64), np.array([], dtype=np.float32))
    away = np.full((1, DIMENSIONS), -1, dtype=np.float32) / DIMENSIONS**0.5
    scores = fitted(examples)[0].scores(away, [nothing])
    assert softmax(scores, 0.3).max() < 0.6


# --- the classifier over a made-up encoder ---------------------------------------------------------

TEXTS = {
    ("prison", QuestionKind.HOW_MANY): "how many times were prisons visited",
    ("prison", QuestionKind.WHEN): "when were prisons visited",
    ("school", QuestionKind.HOW_MANY): "how many times were schools repaired",
    ("school", QuestionKind.WHEN): "when were schools repaired",
}


def encode(texts: Any) -> Floats:
    """Vectors by letters."""
    rows = np.array(
        [[text.count(letter) for letter in "abcdefghijklmnopqrstuvwxyz"] for text in texts]
    )
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    examples = [
        Example(f"{text} {number}", f"ask_{subject}", kind)
        for (subject, kind), text in TEXTS.items()
        for number in ("please", "then", "anyway", "again")
    ]
    return Classifier.fit(examples, encode, Settings())


def test_a_text_is_known_by_what_it_is_about_and_by_what_it_asks(classifier: Classifier) -> None:
    senses = classifier.read(list(TEXTS.values()))
    for (subject, kind), sense in zip(TEXTS, senses, strict=True):
        assert sense.best(SUBJECT)[0] == f"ask_{subject}"
        assert sense.best("kind")[0] == kind.value


def test_the_probabilities_of_a_group_sum_to_one(classifier: Classifier) -> None:
    for sense in classifier.read(list(TEXTS.values())):
        for ranked in sense.ranked.values():
            assert sum(share for _, share in ranked) == pytest.approx(1, abs=1e-6)


def test_a_classifier_is_the_same_after_it_was_kept(classifier: Classifier, tmp_path: Path) -> None:
    classifier.save(tmp_path)
    again = Classifier.load(tmp_path, encode, Settings())
    texts = list(TEXTS.values())
    for one, other in zip(classifier.read(texts), again.read(texts), strict=True):
        for group, ranked in one.ranked.items():
            assert [name for name, _ in ranked] == [name for name, _ in other.ranked[group]]


def test_an_outline_has_gaps_for_what_is_not_common() -> None:
    outline = Outline(["how", "many", "?"])
    assert "^ how many _" in set(outline.terms("how many red goats?"))
    assert "many _ ? $" in set(outline.terms("how many red goats?"))


def test_rows_of_ngrams_have_length_one() -> None:
    ngrams = Ngrams.fit(words_and_characters, ["how many visits"] * 3)
    assert np.linalg.norm(ngrams.row("how many visits").weights) == pytest.approx(1)
    assert len(ngrams.row("zzz").columns) == 0
