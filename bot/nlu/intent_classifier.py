"""A linear classifier over intents and, within them, the facts or topics they are divided into."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.nlu.calibration import fit_temperature, softmax
from bot.nlu.message_parts import wholes_and_parts

LABEL_RANKING = "label_ranking"
SUBLABEL_KEYS = ("fact", "topic")
_SEPARATOR = "/"
_LABELS_FILE = "labels.json"
_WEIGHTS_FILE = "weights.npz"
_FOLDS = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """One-against-rest linear classifier with calibrated confidence.

    Its classes are intents divided by the `fact` or `topic` in an example's metadata. An intent's
    confidence is the sum over its classes; the classes themselves go into `label_ranking`.

    Config:
        C: inverse strength of regularisation (default 0.1).
        ranking_length: how many intents and classes are reported (default 10).
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """A featurizer must come first."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config."""
        return {"C": 0.1, "ranking_length": 10, "seed": 42}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """An untrained classifier, which knows no label."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._labels: list[str] = []
        self._weights: NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)
        self._bias: NDArray[np.float32] = np.zeros(0, dtype=np.float32)
        self._temperature = 1.0

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """Creates an untrained component."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the classes' weights, then the temperature that makes confidences honest."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT) and m.get(INTENT)]
        labels = np.array([_label(message) for message in examples])
        features = _feature_matrix(examples)
        self._labels = sorted(set(labels))
        self._weights, self._bias = self._fit(features, labels)
        self._temperature = fit_temperature(*self._held_out_scores(features, labels))
        self._persist()
        return self._resource

    def _fit(
        self, features: scipy.sparse.csr_matrix, labels: NDArray[np.str_]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Weights of shape (features, labels) and bias of shape (labels,)."""
        if len(set(labels)) < 2:
            raise ValueError(
                "The NLU data holds fewer than two intents. Add examples of others to data/nlu."
            )
        classifier = LinearSVC(C=self._config["C"], random_state=self._config["seed"])
        classifier.fit(features, labels)
        weights, bias = classifier.coef_, classifier.intercept_
        if len(weights) == 1:  # scikit-learn keeps one row where there are only two classes
            weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
        full = np.zeros((len(self._labels), weights.shape[1]), dtype=np.float32)
        full_bias = np.full(len(self._labels), -10.0, dtype=np.float32)
        rows = [self._labels.index(label) for label in classifier.classes_]
        full[rows], full_bias[rows] = weights, bias
        return np.ascontiguousarray(full.T), full_bias

    def _held_out_scores(
        self, features: scipy.sparse.csr_matrix, labels: NDArray[np.str_]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Scores of examples by classifiers that have not seen them, and the true labels' columns."""
        truth = np.array([self._labels.index(label) for label in labels])
        smallest = min(np.unique(labels, return_counts=True)[1])
        if smallest < _FOLDS:
            # Too few examples to hold any out: scores of seen examples are over-confident but usable.
            return np.asarray(features @ self._weights + self._bias, dtype=np.float64), truth
        scores = np.zeros((len(labels), len(self._labels)))
        folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=self._config["seed"])
        for seen, unseen in folds.split(labels, labels):
            weights, bias = self._fit(features[seen], labels[seen])
            scores[unseen] = features[unseen] @ weights + bias
        return scores, truth

    def _persist(self) -> None:
        """Stores labels as JSON and weights as plain arrays: loading them cannot run code."""
        with self._model_storage.write_to(self._resource) as directory:
            (directory / _LABELS_FILE).write_text(
                json.dumps({"labels": self._labels, "temperature": self._temperature}),
                encoding="utf-8",
            )
            np.savez(directory / _WEIGHTS_FILE, weights=self._weights, bias=self._bias)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """Loads a trained component; a damaged model raises instead of answering untrained."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as directory:
            stored = json.loads((directory / _LABELS_FILE).read_text(encoding="utf-8"))
            component._labels = stored["labels"]
            component._temperature = stored["temperature"]
            with np.load(directory / _WEIGHTS_FILE, allow_pickle=False) as arrays:
                component._weights = arrays["weights"]
                component._bias = arrays["bias"]
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets intent, intent ranking and label ranking on every question of the messages."""
        questions = list(wholes_and_parts(messages))
        if questions:
            scores = np.stack([self._scores(message) for message in questions])
            probabilities_of = softmax(scores, self._temperature)
            for message, probabilities in zip(questions, probabilities_of, strict=True):
                self._set_rankings(message, probabilities)
        return messages

    def _scores(self, message: Message) -> NDArray[np.float64]:
        """Scores of shape (labels,): of the sparse features only the rows that are not zero count."""
        sparse, dense = _sentence_features(message)
        scores = np.array(self._bias, dtype=np.float64)
        split = 0
        if sparse is not None:
            split = sparse.shape[1]
            row = scipy.sparse.csr_matrix(sparse)
            scores += row.data @ self._weights[row.indices]
        if dense is not None:
            scores += np.asarray(dense)[0] @ self._weights[split:]
        return scores

    def _set_rankings(self, message: Message, probabilities: NDArray[np.float64]) -> None:
        intents: dict[str, float] = {}
        for label, probability in zip(self._labels, probabilities, strict=True):
            intent = label.partition(_SEPARATOR)[0]
            intents[intent] = intents.get(intent, 0.0) + float(probability)
        ranking = [
            {"name": name, "confidence": confidence}
            for name, confidence in sorted(intents.items(), key=lambda item: -item[1])
        ][: self._config["ranking_length"]]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)
        best = np.argsort(-probabilities)[: self._config["ranking_length"] * 2]
        message.set(LABEL_RANKING, [_ranked(self._labels[i], probabilities[i]) for i in best])


def _label(message: Message) -> str:
    metadata = (message.get(METADATA) or {}).get(METADATA_INTENT) or {}
    sublabel = next((metadata[key] for key in SUBLABEL_KEYS if key in metadata), "")
    intent: str = message.get(INTENT)
    return f"{intent}{_SEPARATOR}{sublabel}" if sublabel else intent


def _ranked(label: str, probability: float) -> tuple[str, str | None, float]:
    intent, _, sublabel = label.partition(_SEPARATOR)
    return intent, sublabel or None, float(probability)


def _sentence_features(message: Message) -> tuple[Any, Any]:
    """The message's sparse and dense sentence features, None for what it has not."""
    _, sparse = message.get_sparse_features(TEXT)
    _, dense = message.get_dense_features(TEXT)
    return (sparse.features if sparse else None), (dense.features if dense else None)


def _feature_matrix(messages: Sequence[Message]) -> scipy.sparse.csr_matrix:
    """Sentence features of the messages, shape (messages, features), sparse before dense."""
    rows = []
    for message in messages:
        parts = [scipy.sparse.csr_matrix(f) for f in _sentence_features(message) if f is not None]
        rows.append(scipy.sparse.hstack(parts, format="csr") if len(parts) > 1 else parts[0])
    return scipy.sparse.vstack(rows, format="csr")
