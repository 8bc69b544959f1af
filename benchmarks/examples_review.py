"""`make review-examples`: which training examples are confused, look mislabelled or are too few.

Every example is judged by a classifier that has not seen it: kernel ridge regression gives these held-out
scores exactly, without training once for each example.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rasa.shared.importers.rasa import RasaFileImporter

from benchmarks.questions import ROOT
from bot.encoder.e5_graph import build_graph
from bot.encoder.encoder import Encoder
from bot.nlu.calibration import fit_temperature, softmax
from bot.nlu.classifier import Settings
from bot.nlu.examples import examples_of
from bot.nlu.frame_reader import in_two_threads
from bot.nlu.kernel_ridge import fit_kernel_ridge
from bot.nlu.ngrams import Ngrams, words_and_characters
from bot.nlu.normalise import normalise

_MOST_CONFUSIONS = 25
_MOST_SUSPECTS = 40
_NEIGHBOURS = 3
# A class of which fewer examples than this share are recognised unseen needs more, or clearer, ones.
_WEAK = 0.7
# An example that another class claims with this probability may be mislabelled.
_SUSPECT = 0.8


@dataclass(frozen=True)
class Review:
    """The examples and what a classifier that has not seen each one makes of it.

    Attributes:
        texts: the examples.
        labels: the classes.
        truth: column of each example's class.
        probabilities: held-out probabilities, shape (examples, labels).
        likeness: of every example to every other, shape (examples, examples).
    """

    texts: list[str]
    labels: list[str]
    truth: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    likeness: NDArray[np.float32]

    @property
    def taken_for(self) -> NDArray[np.int64]:
        """Column of the class each example is taken for."""
        return np.asarray(self.probabilities.argmax(axis=1))


def main() -> None:
    """Prints the review."""
    review = review_examples(ROOT / "data" / "nlu")
    right = int((review.taken_for == review.truth).sum())
    print(f"{right} of {len(review.texts)} examples are recognised unseen.\n")
    print("\n".join([*weak_classes(review), "", *confusions(review), "", *suspects(review)]))


def review_examples(data: Path) -> Review:
    """The training data as the classifier sees it, without the examples that are composed.

    Args:
        data: folder of NLU data.
    """
    importer = RasaFileImporter(training_data_paths=[str(data)])
    examples = examples_of(importer.get_nlu_data().intent_examples)
    texts = [normalise(example.text) for example in examples]
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "encoder.onnx"
        build_graph(texts, graph)
        raw = in_two_threads(Encoder(graph))(texts)
    centred = raw - raw.mean(axis=0)
    vectors = centred / np.linalg.norm(centred, axis=1, keepdims=True)
    ngrams = Ngrams.fit(words_and_characters, texts)
    labels, truth = np.unique([example.subject for example in examples], return_inverse=True)
    targets = np.full((len(texts), len(labels)), -1, dtype=np.float32)
    targets[np.arange(len(texts)), truth] = 1
    alike, rows = Settings().similarity(0), [ngrams.row(text) for text in texts]
    _, _, scores = fit_kernel_ridge(
        vectors, rows, len(ngrams), targets, alike, Settings().regularisation[0], len(texts)
    )
    probabilities = softmax(scores, fit_temperature(scores, truth))
    likeness = alike.of_vectors(vectors, vectors)
    written = [example.text for example in examples]
    return Review(written, labels.tolist(), truth, probabilities, likeness)


def weak_classes(review: Review) -> list[str]:
    """Classes that need more examples, the weakest first."""
    found = []
    for column, label in enumerate(review.labels):
        of_class = review.truth == column
        share = float((review.taken_for[of_class] == column).mean())
        if share < _WEAK:
            found.append((share, label, int(of_class.sum())))
    return ["Classes that need more examples:"] + [
        f"  {label}: {share:.0%} of {count} recognised" for share, label, count in sorted(found)
    ]


def confusions(review: Review) -> list[str]:
    """Pairs of classes that are taken for each other most often."""
    counts = Counter(
        (review.labels[true], review.labels[taken])
        for true, taken in zip(review.truth, review.taken_for, strict=True)
        if true != taken
    )
    return ["Confusions:"] + [
        f"  {count} x {true} taken for {taken}"
        for (true, taken), count in counts.most_common(_MOST_CONFUSIONS)
    ]


def suspects(review: Review) -> list[str]:
    """Examples that may be mislabelled, each with the examples most like it."""
    taken = review.taken_for
    surest = review.probabilities.max(axis=1)
    wrong = [
        i for i in np.argsort(-surest) if taken[i] != review.truth[i] and surest[i] >= _SUSPECT
    ]
    lines = ["Examples that another class claims:"]
    for i in wrong[:_MOST_SUSPECTS]:
        lines.append(
            f"  “{review.texts[i]}” ({review.labels[review.truth[i]]}): "
            f"{review.labels[taken[i]]}, {surest[i]:.0%}"
        )
        near = [j for j in np.argsort(-review.likeness[i]) if j != i][:_NEIGHBOURS]
        lines += [f"    like “{review.texts[j]}” ({review.labels[review.truth[j]]})" for j in near]
    return lines


if __name__ == "__main__":
    main()
