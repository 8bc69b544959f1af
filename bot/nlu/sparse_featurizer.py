"""Sparse features: TF-IDF weights of words, word pairs and character n-grams."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.message_parts import reading, wholes_and_parts
from bot.nlu.normalise import normalise

_VOCABULARY_FILE = "vocabulary.json"
_WEIGHTS_FILE = "inverse_document_frequencies.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class WordAndCharacterFeaturizer(SparseFeaturizer, GraphComponent):
    """Sentence features of shape (1, vocabulary size): words carry meaning, characters forgive typos.

    Config:
        word_ngrams: longest run of words (default 2).
        character_ngrams: shortest and longest run of characters within a word (default [2, 5]).
        minimum_count: character runs seen in fewer examples are left out (default 2).
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's default config."""
        return {
            **SparseFeaturizer.get_default_config(),
            "word_ngrams": 2,
            "character_ngrams": [2, 5],
            "minimum_count": 2,
        }

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raises ValueError where an n-gram length makes no sense."""
        shortest, longest = config.get("character_ngrams", [2, 5])
        if not 1 <= shortest <= longest or config.get("word_ngrams", 2) < 1:
            raise ValueError(
                "config.yml: WordAndCharacterFeaturizer: n-gram lengths must be at least 1, "
                "the shortest first."
            )

    def __init__(
        self, name: str, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """An untrained featurizer."""
        super().__init__(name, config)
        self._model_storage = model_storage
        self._resource = resource
        self._vectorizers = {
            "words": TfidfVectorizer(
                ngram_range=(1, config["word_ngrams"]),
                token_pattern=r"(?u)\b\w+\b",
                sublinear_tf=True,
                dtype=np.float32,
            ),
            "characters": TfidfVectorizer(
                analyzer="char_wb",
                ngram_range=tuple(config["character_ngrams"]),
                min_df=config["minimum_count"],
                sublinear_tf=True,
                dtype=np.float32,
            ),
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> WordAndCharacterFeaturizer:
        """Creates an untrained component."""
        return cls(execution_context.node_name, config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns vocabulary and weights, and stores them as JSON and plain arrays."""
        texts = [normalise(m.get(TEXT)) for m in training_data.training_examples if m.get(TEXT)]
        for vectorizer in self._vectorizers.values():
            vectorizer.fit(texts)
        with self._model_storage.write_to(self._resource) as directory:
            vocabularies = {
                name: {term: int(column) for term, column in vectorizer.vocabulary_.items()}
                for name, vectorizer in self._vectorizers.items()
            }
            (directory / _VOCABULARY_FILE).write_text(
                json.dumps(vocabularies, ensure_ascii=False), encoding="utf-8"
            )
            np.savez(
                directory / _WEIGHTS_FILE,
                **{name: vectorizer.idf_ for name, vectorizer in self._vectorizers.items()},
            )
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> WordAndCharacterFeaturizer:
        """Loads a trained component."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as directory:
            vocabularies = json.loads((directory / _VOCABULARY_FILE).read_text(encoding="utf-8"))
            with np.load(directory / _WEIGHTS_FILE, allow_pickle=False) as weights:
                for name, vectorizer in component._vectorizers.items():
                    vectorizer.vocabulary_ = vocabularies[name]
                    vectorizer.fixed_vocabulary_ = True
                    vectorizer.idf_ = weights[name]
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the features to every question of the messages."""
        questions = list(wholes_and_parts(messages))
        if questions:
            texts = [normalise(reading(message)) for message in questions]
            rows = scipy.sparse.hstack(
                [vectorizer.transform(texts) for vectorizer in self._vectorizers.values()],
                format="csr",
            )
            for row, message in enumerate(questions):
                self.add_features_to_message(None, rows[row], TEXT, message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the features to every training example."""
        self.process(training_data.training_examples)
        return training_data
