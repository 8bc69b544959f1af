"""A classifier over intents and, within them, the facts or topics they are divided into."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
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

from bot.nlu.calibration import fit_temperature, softmax
from bot.nlu.kernel_ridge import Floats, KernelRidge, Similarity, fit_kernel_ridge
from bot.nlu.message_parts import reading, wholes_and_parts

LABEL_RANKING = "label_ranking"
SUBLABEL_KEYS = ("fact", "topic")
_SEPARATOR = "/"
_LABELS_FILE = "labels.json"
_WEIGHTS_FILE = "weights.npz"
_ARRAYS = ("vectors", "example_weights", "word_weights")
# The least that makes sense of each setting.
_LEAST = {"sparse_weight": 0, "regularisation": 0.01, "ranking_length": 1}
_LEAST_SHARPNESS = 0.1


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class KernelIntentClassifier(IntentClassifier, GraphComponent):
    """Kernel ridge classifier with calibrated confidence.

    Its classes are intents divided by the `fact` or `topic` in an example's metadata. An intent's
    confidence is the sum over its classes; the classes themselves go into `label_ranking`. What is
    near to no example scores low everywhere, so that confidence is spread thin over the classes.

    Config:
        sharpness: for each dense featurizer, by its alias, how fast its vectors stop being alike as they part;
            their likenesses are multiplied (default {"multilingual": 1, "english": 2}).
        sparse_weight: how much words and n-grams in common count beside the vectors (default 0.15).
        regularisation: how little a single example is trusted (default 0.2).
        ranking_length: how many intents are reported, and half as many as classes (default 10).
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """A featurizer must come first."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config."""
        return {
            "sharpness": {"multilingual": 1.0, "english": 2.0},
            "sparse_weight": 0.15,
            "regularisation": 0.2,
            "ranking_length": 10,
        }

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raises ValueError where a setting makes no sense."""
        settings = {**cls.get_default_config(), **config}
        sharpness = settings.pop("sharpness")
        if not isinstance(sharpness, dict):
            raise ValueError(
                "config.yml: KernelIntentClassifier: `sharpness` must name featurizers by their alias, "
                "as in {english: 2}."
            )
        least_of = _LEAST | dict.fromkeys(sharpness, _LEAST_SHARPNESS)
        for key, value in (settings | sharpness).items():
            if key in least_of and not value >= least_of[key]:
                raise ValueError(
                    f"config.yml: KernelIntentClassifier: `{key}` must be at least {least_of[key]}."
                )

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """An untrained classifier, which knows no label."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._labels: list[str] = []
        self._model: KernelRidge | None = None
        self._temperature = 1.0

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> KernelIntentClassifier:
        """Creates an untrained component."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns what examples and words say for each class, and the temperature that makes it honest."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT) and m.get(INTENT)]
        labels, truth = np.unique([label_of(message) for message in examples], return_inverse=True)
        if len(labels) < 2:
            raise ValueError(
                "The NLU data holds fewer than two intents. Add examples of others to data/nlu."
            )
        self._labels = labels.tolist()
        self._model, held_out = fit_kernel_ridge(
            *features_of(examples, self._config["sharpness"]),
            truth,
            similarity(self._config),
            self._config["regularisation"],
        )
        self._temperature = fit_temperature(held_out, truth)
        self._persist(self._model)
        return self._resource

    def _persist(self, model: KernelRidge) -> None:
        """Stores labels as JSON and weights as plain arrays: loading them cannot run code."""
        with self._model_storage.write_to(self._resource) as directory:
            (directory / _LABELS_FILE).write_text(
                json.dumps({"labels": self._labels, "temperature": self._temperature}),
                encoding="utf-8",
            )
            np.savez(
                directory / _WEIGHTS_FILE,
                **{name: getattr(model, name) for name in _ARRAYS},
            )

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> KernelIntentClassifier:
        """Loads a trained component; a damaged model raises instead of answering untrained."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as directory:
            stored = json.loads((directory / _LABELS_FILE).read_text(encoding="utf-8"))
            component._labels = stored["labels"]
            component._temperature = stored["temperature"]
            with np.load(directory / _WEIGHTS_FILE, allow_pickle=False) as arrays:
                component._model = KernelRidge(
                    similarity(config), **{name: arrays[name] for name in _ARRAYS}
                )
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets intent, intent ranking and label ranking on every question of the messages."""
        questions = list(wholes_and_parts(messages))
        if questions and self._model is not None:
            # A message and its parts often have the same text.
            different = {reading(message): message for message in questions}
            features = [
                features_of([message], self._config["sharpness"]) for message in different.values()
            ]
            scores = np.stack([self._model.scores(v[0], sparse) for v, sparse in features])
            probabilities_of = dict(zip(different, softmax(scores, self._temperature), strict=True))
            for message in questions:
                self._set_rankings(message, probabilities_of[reading(message)])
        return messages

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


def label_of(message: Message) -> str:
    """The class of an example: its intent, with its fact or topic if it has one."""
    metadata = (message.get(METADATA) or {}).get(METADATA_INTENT) or {}
    sublabel = next((metadata[key] for key in SUBLABEL_KEYS if key in metadata), "")
    intent: str = message.get(INTENT)
    return f"{intent}{_SEPARATOR}{sublabel}" if sublabel else intent


def _ranked(label: str, probability: float) -> tuple[str, str | None, float]:
    intent, _, sublabel = label.partition(_SEPARATOR)
    return intent, sublabel or None, float(probability)


def similarity(config: Mapping[str, Any]) -> Similarity:
    """How alike two texts are under a classifier's settings."""
    return Similarity(sum(config["sharpness"].values()), config["sparse_weight"])


def features_of(
    messages: Sequence[Message], sharpness: Mapping[str, float]
) -> tuple[Floats, scipy.sparse.csr_matrix]:
    """Sentence vectors and sparse features of the messages; no sparse column where none has any.

    Args:
        messages: with the features of all featurizers.
        sharpness: of each dense featurizer, by its alias; its vectors are given the root of it as their length,
            so that in the product of two texts' vectors each featurizer counts by its sharpness.

    Raises:
        ValueError: a featurizer of that alias has added nothing.
    """
    views = [_vectors(messages, alias, root**0.5) for alias, root in sharpness.items()]
    rows = [message.get_sparse_features(TEXT)[1] for message in messages]
    sparse = [row.features for row in rows if row is not None]
    return (
        np.concatenate(views, axis=1),
        scipy.sparse.vstack(sparse, format="csr")
        if sparse
        else scipy.sparse.csr_matrix((len(messages), 0), dtype=np.float32),
    )


def _vectors(messages: Sequence[Message], alias: str, length: float) -> Floats:
    """One featurizer's sentence vectors, all of the same length."""
    found = [message.get_dense_features(TEXT, [alias])[1] for message in messages]
    if None in found:
        raise ValueError(
            f"config.yml: no featurizer has the alias '{alias}' that `sharpness` of "
            "KernelIntentClassifier names. Give one that alias, or take the name out."
        )
    vectors = np.concatenate([features.features for features in found])
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors * (length / np.maximum(lengths, 1e-12)), dtype=np.float32)
