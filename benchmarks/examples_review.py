"""`make review-examples`: which training examples are confused, look mislabelled or are too few.

Every example is judged by a classifier that has not seen it: kernel ridge regression gives these held-out
scores exactly, without training once for each example.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import class_from_module_path

from benchmarks.questions import ROOT
from bot.nlu.calibration import fit_temperature, softmax
from bot.nlu.intent_classifier import KernelIntentClassifier, features_of, label_of, similarity
from bot.nlu.kernel_ridge import fit_kernel_ridge

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
    review = review_examples(ROOT / "config.yml", ROOT / "data" / "nlu")
    right = int((review.taken_for == review.truth).sum())
    print(f"{right} of {len(review.texts)} examples are recognised unseen.\n")
    print("\n".join([*weak_classes(review), "", *confusions(review), "", *suspects(review)]))


def review_examples(config_file: Path, data: Path) -> Review:
    """The training data as the pipeline of a config sees it.

    Args:
        config_file: Rasa's config.yml, with a KernelIntentClassifier.
        data: folder of NLU data.
    """
    config = yaml.safe_load(config_file.read_text(encoding="utf-8"))
    importer = RasaFileImporter(str(config_file), training_data_paths=[str(data)])
    examples, settings = _featurised(importer.get_nlu_data(), config["pipeline"])
    labels, truth = np.unique([label_of(message) for message in examples], return_inverse=True)
    vectors, sparse = features_of(examples, settings["sharpness"])
    alike = similarity(settings)
    _, scores = fit_kernel_ridge(vectors, sparse, truth, alike, settings["regularisation"])
    probabilities = softmax(scores, fit_temperature(scores, truth))
    texts = [message.get(TEXT) for message in examples]
    likeness = alike.among(vectors, sparse)
    return Review(texts, labels.tolist(), truth, probabilities, likeness)


def _featurised(
    data: TrainingData, pipeline: list[dict[str, Any]]
) -> tuple[list[Message], dict[str, Any]]:
    """The examples with their features, and the classifier's settings."""
    with tempfile.TemporaryDirectory() as folder:
        storage = LocalModelStorage(Path(folder))
        for entry in pipeline:
            kind = class_from_module_path(entry["name"])
            settings = {**kind.get_default_config(), **entry}
            if issubclass(kind, KernelIntentClassifier):
                return list(data.intent_examples), settings
            context = ExecutionContext(GraphSchema({}), node_name=entry["name"])
            component = kind.create(settings, storage, Resource(entry["name"]), context)
            if hasattr(component, "train"):
                component.train(data)
            data = component.process_training_data(data)
    raise SystemExit("config.yml names no KernelIntentClassifier; there is nothing to review.")


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
